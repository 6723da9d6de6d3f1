"""Which rows an incident has in a report: what began or ended in the span, and what goes on at its end."""

import pytest

from config_monitor.domain.incidents import Incident
from config_monitor.domain.reports import TimeSpan, incident_rows
from tests.support.incidents import at, ended, incident_of, reported

DAY = TimeSpan(start=at(0), end=at(24))
RECURRING = incident_of(reported(1), ended(2), reported(30))


def lists(incident: Incident, span: TimeSpan = DAY) -> list[tuple[str, str, str | None]]:
    return [(row.list, row.since, row.closed_as) for row in incident_rows(incident, span)]


def test_what_began_and_goes_on_is_new_and_open() -> None:
    assert lists(incident_of(reported(1))) == [("new", at(1), None), ("open", at(1), None)]


def test_what_ended_is_resolved_as_its_source_says() -> None:
    assert lists(incident_of(reported(1), ended(2))) == [("new", at(1), None), ("resolved", at(2), "ok")]


def test_what_ended_by_silence_is_resolved_when_silence_was_long_enough() -> None:
    silent = incident_of(reported(1, silent_after=3600), now=at(3))
    assert lists(silent) == [("new", at(1), None), ("resolved", at(2), "silent")]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (TimeSpan(start=at(-24), end=at(0)), []),
        (DAY, [("new", at(1), None), ("resolved", at(2), "ok")]),
        (TimeSpan(start=at(24), end=at(48)), [("reopened", at(30), None), ("open", at(30), None)]),
        (TimeSpan(start=at(48), end=at(72)), [("open", at(30), None)]),
    ],
)
def test_each_day_has_its_own(span: TimeSpan, expected: list[tuple[str, str, str | None]]) -> None:
    assert lists(RECURRING, span) == expected


def test_an_exception_leaves_one_row() -> None:
    excepted = incident_of(reported(1)).model_copy(update={"exception": "known", "excepted_until": at(48)})
    assert lists(excepted) == [("excepted", at(1), None)]
    assert [name for name, *_ in lists(excepted, TimeSpan(start=at(0), end=at(50)))] == ["new", "open"]


def test_a_row_names_what_happened_and_is_no_violation() -> None:
    (row, _) = incident_rows(incident_of(reported(1)), DAY)
    assert (row.kind, row.source, row.what) == ("incident", "aws.cloudwatch", "orchard opened at 1")
    assert (row.item()["rule_name"], row.console_url, row.notified) == (None, None, False)


def test_what_is_past_its_due_date_is_overdue_too() -> None:
    due = incident_of(reported(1)).model_copy(update={"deadline_days": 1, "deadline_from": at(1)})
    lists_by_day = [
        [row.list for row in incident_rows(due, TimeSpan(start=at(0), end=at(end)))] for end in (24, 25, 26)
    ]
    assert lists_by_day == [["new", "open"], ["new", "open"], ["new", "open", "overdue"]]
    assert [row.due_at for row in incident_rows(due, TimeSpan(start=at(2), end=at(26)))] == [at(25), at(25)]
