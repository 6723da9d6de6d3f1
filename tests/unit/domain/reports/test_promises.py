"""What the weekly report has besides: exceptions that ended in its week, and the months in a month's first days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.policy import ExceptionStatus, Policy, exception_statuses
from config_monitor.domain.reports import DailyTotals, Day, Figures, Report, period_of, report_of
from tests.support.fakes import exception_by_person
from tests.support.reports import report, row, section


def status(rule: str, expires: str, violations: int) -> ExceptionStatus:
    known = {"resource": "*", "account": None, "reason": "moves", "owner": "shop", "state": "active"}
    return ExceptionStatus.model_validate({**known, "rule": rule, "expires": expires, "violations": violations})


def test_exceptions_that_ended_in_the_week_are_kept_or_not() -> None:
    kept = [status("a", "2026-11-17", 0), status("b", "2026-11-23", 3), status("c", "2026-11-16", 3)]
    shown = report("weekly").model_copy(update={"exceptions": [*kept, status("d", "2026-11-24", 1)]})
    ended = section(shown, "ended-exceptions")
    assert ended
    assert [(rule, was, left) for rule, _, _, _, _, was, left in ended.rows] == [("b", "no", 3), ("a", "kept", 0)]
    assert section(report().model_copy(update={"exceptions": kept}), "ended-exceptions") is None


def of(last: date, kind: str = "weekly") -> Report:
    """A report over 60 days of one account, of which each day opens one violation and resolves two."""
    now = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC)
    day = DailyTotals(compliant=8, open_by_severity=[0, 0, 2, 0, 0, 0], new=1, resolved=2)
    stored = {d: Day(day=d, accounts={"1": day}) for d in (last - timedelta(days=back) for back in range(60))}
    period = period_of(kind, last.isoformat(), "UTC", now)  # type: ignore[arg-type]  # the tests' own two words
    return report_of(period, {"1": Figures(compliant=8)}, stored, 2)


@pytest.mark.parametrize(
    ("last", "months"),
    [
        (date(2026, 12, 6), [("2026-11", 30, 60), ("2026-12 so far", 6, 12)]),
        (date(2026, 11, 30), [("2026-11", 30, 60)]),
        (date(2027, 2, 28), [("2027-02", 28, 56)]),
        (date(2027, 1, 3), [("2026-12", 31, 62), ("2027-01 so far", 3, 6)]),
        (date(2026, 12, 13), None),
    ],
)
def test_the_months_first_monday_shows_the_month_that_ended_and_the_new_one(
    last: date, months: list[tuple[str, int, int]] | None
) -> None:
    shown = section(of(last), "months")
    assert (shown and [(name, new, resolved) for name, *_, new, resolved in shown.rows]) == months
    if shown:
        assert {row[1:4] for row in shown.rows} == {(80.0, 0.0, 2)}
    assert section(of(last, "daily"), "months") is None


def test_a_month_of_which_nothing_is_kept_is_not_shown() -> None:
    now = datetime(2026, 12, 7, tzinfo=UTC)
    empty = report_of(period_of("weekly", "2026-12-06", "UTC", now), {"1": Figures()}, {}, 2)
    assert empty.months == []


DUE = "2026-11-20T00:00:00.000Z"


def test_due_dates_are_met_by_the_end_and_missed_once() -> None:
    """One due in the week before was missed then; one ended in time is met whenever it was due."""
    before, later = "2026-11-10T00:00:00.000Z", "2026-12-10T00:00:00.000Z"
    rows = [
        row("resolved", "in time", since="2026-11-19T00:00:00.000Z", due_at=DUE, closed_as="fixed"),
        row("resolved", "early", since="2026-11-19T00:00:00.000Z", due_at=later, closed_as="fixed", severity=5),
        row("resolved", "late", since="2026-11-21T00:00:00.000Z", due_at=DUE, closed_as="fixed"),
        row("resolved", "late long ago", since="2026-11-21T00:00:00.000Z", due_at=before, closed_as="fixed"),
        row("open", "late and open", due_at=DUE),
        row("overdue", "late and open", due_at=DUE),
        row("open", "not yet", due_at=later),
        row("open", "without"),
    ]
    due = section(report("weekly", rows=rows), "due-dates")
    assert due
    assert due.rows == [("critical", 1, 0), ("low", 1, 2)]
    assert section(report(rows=rows), "due-dates") is None
    assert section(report("weekly", rows=rows[-1:]), "due-dates") is None


@pytest.mark.parametrize(
    ("expires", "left", "state", "listed"),
    [
        ("2026-11-17", 0, "ended", (0, 1)),
        ("2026-11-22", 2, "expired", (1, 1)),
        ("2026-11-30", 1, "expiring", (1, 0)),
        ("2026-11-10", 0, None, (0, 0)),
    ],
)
def test_exceptions_that_people_made_are_among_those_that_ended(
    expires: str, left: int, state: str | None, listed: tuple[int, int]
) -> None:
    """On the Monday on which the week is reported."""
    key = IncidentKey(account="111122223333", region="eu-central-1", source="aws.guardduty", identity="orchard")
    made = exception_by_person(key, date.fromisoformat(expires))
    statuses = exception_statuses(Policy(), {made.id: left}, date(2026, 11, 24), [made])
    assert [status.state for status in statuses] == ([state] if state else [])
    shown = report("weekly").model_copy(update={"exceptions": statuses})
    sections = [section(shown, name) for name in ("exceptions", "ended-exceptions")]
    assert tuple(len(each.rows) if each else 0 for each in sections) == listed
