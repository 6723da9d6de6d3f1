"""An exception's life: active, expiring, expired, no longer matching; its effect on score, notification and lists."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from config_monitor.adapters.dynamodb.rows import violation_attributes
from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, ReapplyCursor, ReapplyResult
from config_monitor.domain.queries import ListedViolation
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import reapply_policy
from simulation.evaluations import NC, RULE, C, evaluated
from tests.support.company import LAST_DAY, NOON, company
from tests.support.fakes import FakeOverrides, NoRules


def test_an_active_exception_keeps_a_violation_out_of_score_and_slack_but_listed() -> None:
    known = company()
    known.receive(9)
    assert known.counts == {"excepted": 1}
    assert known.alerts() == []
    row = violation_attributes(known.violation)
    assert (row["status"], row["closed_as"]) == ("NON_COMPLIANT", "excepted")
    assert (row["exception"], row["excepted_until"]) == ("storage team: a test volume", "2026-12-02T00:00:00.000Z")
    listed = ListedViolation.of(row, NOON)
    assert (listed.closed_as, listed.exception, listed.excepted_until) == (
        "excepted", row["exception"], row["excepted_until"]
    )  # fmt: skip


def test_an_exception_holds_through_its_last_day_and_the_violation_is_notified_after_it() -> None:
    known = company()
    known.receive(9)
    assert known.reapply(datetime(2026, 12, 1, 23, 59, tzinfo=UTC)) == ReapplyResult(checked=1, excepted=1)
    result = known.reapply(datetime(2026, 12, 2, 0, 15, tzinfo=UTC))
    assert result == ReapplyResult(checked=1, no_longer_excepted=1)
    assert known.counts == {"open_3": 1}
    (alert,) = known.alerts()
    assert (alert.kind, alert.exception_ended) == ("opened", "storage team: a test volume")
    assert violation_attributes(known.violation)["closed_as"] is None
    assert known.reapply(datetime(2026, 12, 2, 1, 15, tzinfo=UTC)) == ReapplyResult(checked=1)
    assert len(known.alerts()) == 1


def test_the_next_event_after_the_end_is_notified_too() -> None:
    known = company()
    known.receive(9)
    known.receive(9 * 24, now=datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert known.counts == {"open_3": 1}
    assert [alert.exception_ended for alert in known.alerts()] == ["storage team: a test volume"]


@pytest.mark.parametrize("other", [{"rule": "required-tags"}, {"resource": "vol-9*"}, {"account": "999988887777"}])
def test_an_exception_of_another_rule_resource_or_account_no_longer_holds(other: dict[str, str]) -> None:
    known = company()
    known.receive(9)
    known.rulebook.change(**other)
    assert known.reapply(NOON + timedelta(hours=1)).no_longer_excepted == 1
    assert known.counts == {"open_3": 1}
    assert [alert.exception_ended for alert in known.alerts()] == ["storage team: a test volume"]


def test_an_exception_made_later_is_notified_where_the_opening_was() -> None:
    known = company(resource="another")
    known.receive(9)
    (opening,) = known.alerts()
    known.rulebook.change()
    assert known.reapply(NOON + timedelta(hours=1)).newly_excepted == 1
    assert known.counts == {"excepted": 1}
    ending = known.alerts()[-1]
    assert (ending.kind, ending.opening_alert, ending.exception) == (
        "excepted",
        opening.key,
        "storage team: a test volume",
    )
    known.rulebook.change(resource="another")
    known.reapply(NOON + timedelta(days=1))
    assert [alert.kind for alert in known.alerts()] == ["opened", "excepted", "opened"]


def test_a_fixed_violation_needs_no_exception_any_more() -> None:
    known = company()
    known.receive(9)
    fixed = evaluated(C, 10, NC).event
    persist_event(
        classify_event(fixed, known.rulebook, known.rulebook, known.ledger, NOON, FakeOverrides(), NoRules()),
        known.ledger,
        NOON,
        lambda _: None,
    )
    assert known.counts == {"compliant": 1}
    assert known.reapply(NOON) == ReapplyResult()


def test_a_severity_that_the_policy_changes_is_counted_anew_and_not_notified() -> None:
    known = company(resource="another")
    known.receive(9)
    known.rulebook.stored = Policy.model_validate({"severities": [{"rule": "*", "severity": "critical"}]})
    assert known.reapply(NOON).severity_changed == 1
    assert (known.violation.severity, known.counts) == (Severity.CRITICAL, {"open_5": 1})
    assert len(known.alerts()) == 1


def test_reapplying_goes_on_after_its_cursor() -> None:
    known = company()
    for i in range(7):
        known.receive(9, resource=f"vol-{i}")
    dependencies = known.dependencies(NOON, out_of_time=True)
    cursor: ReapplyCursor | None = ReapplyCursor()
    steps, result = 0, ReapplyResult()
    while cursor is not None:
        cursor, result = reapply_policy(dependencies, cursor, result)
        steps += 1
    assert (result.checked, steps) == (7, 8)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 23), "active"),
        (date(2026, 11, 24), "expiring"),
        (LAST_DAY, "expiring"),
        (date(2026, 12, 2), "expired"),
    ],
)
def test_an_exception_is_expiring_from_a_week_before_its_end(today: date, state: str) -> None:
    known = company()
    known.receive(9)
    known.receive(9, resource="vol-else")
    known.reapply(datetime.combine(today, time(12), UTC))
    (actual,) = known.statuses.kept
    assert (actual.state, actual.violations, actual.owner) == (state, 1, "storage team")


def test_an_exception_that_matches_nothing_open_is_unused() -> None:
    known = company(resource="another")
    known.receive(9)
    known.reapply(NOON)
    (actual,) = known.statuses.kept
    assert (actual.state, actual.violations) == ("unused", 0)


RAW_NAMES = (f"{RULE}-conformance-pack-abcd1234", f"securityhub-{RULE}-0a1b2c3d")


@pytest.mark.parametrize("named", RAW_NAMES)
def test_an_exception_may_name_any_raw_copy_of_a_rule_with_several(named: str) -> None:
    known = company(rule="another-rule")
    for hours, raw_name in enumerate(RAW_NAMES, start=9):
        known.receive(hours, rule_name=raw_name)
    known.rulebook.change(rule=named)
    assert known.reapply(NOON) == ReapplyResult(checked=1, excepted=1, newly_excepted=1)
    assert known.reapply(NOON + timedelta(hours=1)) == ReapplyResult(checked=1, excepted=1)
    assert [(status.state, status.violations) for status in known.statuses.kept] == [("active", 1)]
    assert known.counts == {"excepted": 1}
