"""An exception's life: active, expiring, expired, lapsed; what each means for score, telling and what people see."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest

from config_monitor.adapters.dynamodb.rows import violation_attributes
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import ExceptionStatus, Policy, ReapplyCursor, ReapplyResult
from config_monitor.domain.queries import ListedViolation
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import ReapplyDependencies, reapply_policy
from tests.support.estate import FakeInventory
from tests.support.evaluations import KEY, NC, RESOURCE, RULE, C, evaluated
from tests.support.fakes import FakeLedger

LAST_DAY = date(2026, 12, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXCEPTION: dict[str, Any] = {
    "rule": RULE,
    "resource": RESOURCE,
    "reason": "a test volume",
    "owner": "storage team",
    "expires": LAST_DAY,
}


class Judge:
    """A policy that a test changes, and a catalogue that knows nothing."""

    def __init__(self, **exception: Any) -> None:
        self.change(**exception)

    def change(self, **exception: Any) -> None:
        self.stored = Policy.model_validate({"threshold": "medium", "exceptions": [{**EXCEPTION, **exception}]})

    def policy(self) -> Policy:
        return self.stored

    def find(self, _rule: str) -> None:
        return None


class Kept:
    """How exceptions stood last."""

    kept: Sequence[ExceptionStatus] = ()

    def keep(self, found: Sequence[ExceptionStatus], day: date) -> None:
        self.kept = found
        assert day

    def latest(self) -> list[ExceptionStatus]:
        return list(self.kept)


class Company(NamedTuple):
    ledger: FakeLedger
    judge: Judge
    current_violations: Kept

    def hear(self, hours: float, now: datetime = NOON, **given: Any) -> None:
        event = evaluated(NC, hours, **given).event
        persist_event(classify_event(event, self.judge, self.judge, now), self.ledger, now, lambda _: None)

    def sweep(self, now: datetime) -> ReapplyResult:
        cursor, swept = reapply_policy(
            self.reapply_dependencies(now, out_of_time=False), ReapplyCursor(), ReapplyResult()
        )
        assert cursor is None
        return swept.model_copy(update={"about": {}})

    def reapply_dependencies(self, now: datetime, *, out_of_time: bool) -> ReapplyDependencies:
        judges = (self.judge, self.judge)
        violations_by_scope = FakeInventory(self.ledger)
        return ReapplyDependencies(
            violations_by_scope, self.current_violations, self.ledger, *judges, lambda _: None, now, lambda: out_of_time
        )

    @property
    def violation(self) -> Violation:
        return self.ledger.violations[KEY]

    @property
    def counts(self) -> Counter[str]:
        return +sum(self.ledger.counters_by_account.values(), Counter())

    def told(self) -> list[Alert]:
        return sorted(self.ledger.alerts.values(), key=lambda alert: alert.created_at)


def company(**exception: Any) -> Company:
    return Company(FakeLedger(), Judge(**exception), Kept())


def test_an_active_exception_keeps_a_violation_out_of_score_and_slack_and_in_sight() -> None:
    known = company()
    known.hear(9)
    assert known.counts == {"excepted": 1}
    assert known.told() == []
    row = violation_attributes(known.violation)
    assert (row["status"], row["closed_as"]) == ("NON_COMPLIANT", "excepted")
    assert (row["exception"], row["excepted_until"]) == ("a test volume (storage team)", "2026-12-02T00:00:00.000Z")
    listed = ListedViolation.of(row, NOON)
    assert (listed.closed_as, listed.exception, listed.excepted_until) == (
        "excepted", row["exception"], row["excepted_until"]
    )  # fmt: skip


def test_an_exception_holds_through_its_last_day_and_is_told_after_it() -> None:
    known = company()
    known.hear(9)
    assert known.sweep(datetime(2026, 12, 1, 23, 59, tzinfo=UTC)) == ReapplyResult(judged=1, excepted=1)
    swept = known.sweep(datetime(2026, 12, 2, 0, 15, tzinfo=UTC))
    assert swept == ReapplyResult(judged=1, no_longer_excepted=1)
    assert known.counts == {"open_3": 1}
    (alert,) = known.told()
    assert (alert.kind, alert.exception_ended) == ("opened", "a test volume (storage team)")
    assert violation_attributes(known.violation)["closed_as"] is None
    assert known.sweep(datetime(2026, 12, 2, 1, 15, tzinfo=UTC)) == ReapplyResult(judged=1)
    assert len(known.told()) == 1


def test_the_next_event_after_the_end_tells_it_too() -> None:
    known = company()
    known.hear(9)
    known.hear(9 * 24, now=datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert known.counts == {"open_3": 1}
    assert [alert.exception_ended for alert in known.told()] == ["a test volume (storage team)"]


@pytest.mark.parametrize("other", [{"rule": "required-tags"}, {"resource": "vol-9*"}, {"account": "999988887777"}])
def test_an_exception_of_another_rule_resource_or_account_lapses(other: dict[str, str]) -> None:
    known = company()
    known.hear(9)
    known.judge.change(**other)
    assert known.sweep(NOON + timedelta(hours=1)).no_longer_excepted == 1
    assert known.counts == {"open_3": 1}
    assert [alert.exception_ended for alert in known.told()] == ["a test volume (storage team)"]


def test_an_exception_made_later_answers_those_who_were_told() -> None:
    known = company(resource="another")
    known.hear(9)
    (opening,) = known.told()
    known.judge.change()
    assert known.sweep(NOON + timedelta(hours=1)).newly_excepted == 1
    assert known.counts == {"excepted": 1}
    ending = known.told()[-1]
    assert (ending.kind, ending.answers, ending.exception) == ("excepted", opening.key, "a test volume (storage team)")
    known.judge.change(resource="another")
    known.sweep(NOON + timedelta(days=1))
    assert [alert.kind for alert in known.told()] == ["opened", "excepted", "opened"]


def test_a_fixed_violation_needs_no_exception_any_more() -> None:
    known = company()
    known.hear(9)
    fixed = evaluated(C, 10, NC).event
    persist_event(classify_event(fixed, known.judge, known.judge, NOON), known.ledger, NOON, lambda _: None)
    assert known.counts == {"compliant": 1}
    assert known.sweep(NOON) == ReapplyResult()


def test_a_severity_that_the_policy_changes_is_counted_anew_and_told_to_nobody() -> None:
    known = company(resource="another")
    known.hear(9)
    known.judge.stored = Policy.model_validate({"severities": [{"rule": "*", "severity": "critical"}]})
    assert known.sweep(NOON).severity_changed == 1
    assert (known.violation.severity, known.counts) == (Severity.CRITICAL, {"open_5": 1})
    assert len(known.told()) == 1


def test_a_sweep_goes_on_after_its_cursor() -> None:
    known = company()
    for i in range(7):
        known.hear(9, resource=f"vol-{i}")
    reapply_dependencies = known.reapply_dependencies(NOON, out_of_time=True)
    cursor: ReapplyCursor | None = ReapplyCursor()
    steps, swept = 0, ReapplyResult()
    while cursor is not None:
        cursor, swept = reapply_policy(reapply_dependencies, cursor, swept)
        steps += 1
    assert (swept.judged, steps) == (7, 8)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 23), "active"),
        (date(2026, 11, 24), "expiring"),
        (LAST_DAY, "expiring"),
        (date(2026, 12, 2), "expired"),
    ],
)
def test_the_digest_hears_how_each_exception_stands_a_week_before_its_end(today: date, state: str) -> None:
    known = company()
    known.hear(9)
    known.hear(9, resource="vol-else")
    known.sweep(datetime.combine(today, time(12), UTC))
    (found,) = known.current_violations.kept
    assert (found.state, found.violations, found.owner) == (state, 1, "storage team")


def test_an_exception_that_nothing_open_needs_is_unused() -> None:
    known = company(resource="another")
    known.hear(9)
    known.sweep(NOON)
    (found,) = known.current_violations.kept
    assert (found.state, found.violations) == ("unused", 0)
