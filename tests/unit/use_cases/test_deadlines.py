"""The due date of what is open: from when it runs, and what changes it."""

from datetime import timedelta
from typing import Any

from config_monitor.adapters.dynamodb.rows import violation_attributes, violation_from
from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.policy import Policy, Route
from config_monitor.domain.queries import ListedViolation
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import KEY, NC, C, at, evaluated
from tests.support.company import NOON, company
from tests.support.fakes import FakeLedger

WEEK = Route(channel="security", notify="immediate", deadline_days=7)
DAY = timedelta(days=1)


def received(*hours_and_statuses: Any, ledger: FakeLedger | None = None, **more: Any) -> FakeLedger:
    """A table in which each evaluation was stored at noon, unless `now` says otherwise."""
    ledger, now = ledger or FakeLedger(), more.pop("now", NOON)
    for hours, status in hours_and_statuses:
        persist_event(evaluated(status, hours, route=WEEK, **more), ledger, now, lambda _: None)
    return ledger


def test_time_runs_from_when_it_became_known_so_a_backfill_is_not_overdue_on_its_first_day() -> None:
    old = received((-24 * 100, NC)).violation(KEY)
    assert old.deadline_at == format_instant(NOON + 7 * DAY)
    listed = [ListedViolation.of(violation_attributes(old), NOON + days * DAY) for days in (6, 7)]
    assert [(row.deadline_at, row.overdue) for row in listed] == [(old.deadline_at, False), (old.deadline_at, True)]


def test_a_clock_ahead_of_ours_gives_its_account_no_shorter_time() -> None:
    assert received((14, NC)).violation(KEY).deadline_at == at(14 + 7 * 24)


def test_a_repeated_evaluation_moves_nothing_and_an_opening_begins_anew() -> None:
    ledger = received((9, NC))
    received((20, NC), ledger=ledger, now=NOON + DAY)
    assert ledger.violation(KEY).deadline_at == format_instant(NOON + 7 * DAY)
    received((40, C), ledger=ledger, now=NOON + 2 * DAY)
    assert ledger.violation(KEY).deadline_at is None
    received((60, NC), ledger=ledger, now=NOON + 3 * DAY)
    assert ledger.violation(KEY).deadline_at == format_instant(NOON + 10 * DAY)


def test_another_severity_or_policy_is_another_due_date_from_the_same_day_on() -> None:
    known = company(resource="another")
    known.receive(9)
    assert known.violation.deadline_at == format_instant(NOON + 30 * DAY)
    known.rulebook.stored = Policy.model_validate({"severities": [{"rule": "*", "severity": "critical"}]})
    known.reapply(NOON + timedelta(hours=1))
    assert known.violation.severity is Severity.CRITICAL
    assert known.violation.deadline_at == format_instant(NOON + DAY)
    known.rulebook.stored = Policy.model_validate({"deadlines": [{"rule": "*", "days": "off"}]})
    known.reapply(NOON + timedelta(hours=2))
    assert known.violation.deadline_at is None


def test_an_excepted_one_is_never_overdue_and_its_time_runs_when_the_exception_ends() -> None:
    known = company()
    known.receive(9)
    assert known.violation.exception
    assert known.violation.deadline_at is None
    known.rulebook.change(resource="another")
    known.reapply(NOON + 100 * DAY)
    assert known.violation.deadline_at == format_instant(NOON + 130 * DAY)


def test_what_was_open_before_there_were_deadlines_gets_one_from_today_on() -> None:
    known = company(resource="another")
    known.receive(9)
    stored = known.violation.model_copy(update={"deadline_days": None, "deadline_from": None})
    known.ledger.violations[KEY] = stored
    known.reapply(NOON + 50 * DAY)
    assert known.violation.deadline_at == format_instant(NOON + 80 * DAY)
    row = {name: value for name, value in violation_attributes(known.violation).items() if value is not None}
    assert violation_from(row).deadline_at == known.violation.deadline_at
