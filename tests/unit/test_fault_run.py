"""A short day full of faults through definitions and handlers; `make faults` is a long one."""

import pytest

from simulation.drawn_events import drawn_events
from simulation.fault_results import results_of
from simulation.fault_run import FaultRun


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_and_all_is_as_documented() -> None:
    run = FaultRun(drawn_events(120, 7), seed=7, hours=3, every=900)
    run.run()
    results = results_of(run)
    assert (results.lost, results.stored_twice, results.poison_lost, results.still_queued) == ([], [], [], 0)
    assert (results.unsent, results.notified_twice, results.different) == ([], [], [])
    assert results.deliveries > results.events
    assert run.slack.messages
    assert run.clicks["answered 200"]
