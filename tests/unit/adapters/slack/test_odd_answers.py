"""Whatever Slack answers is a result or an error that senders know; `make fuzz` looks further."""

from simulation.odd_slack import answers_that_escape


def test_no_odd_answer_escapes_as_an_error_that_nobody_answers() -> None:
    assert answers_that_escape(seed=17, rounds=30) == []
