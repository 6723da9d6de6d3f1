"""A company in memory: a ledger, a policy that a test changes, and the statuses of its exceptions."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from config_monitor.domain.compliance import Violation
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import ExceptionStatus, Policy, ReapplyCursor, ReapplyResult
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import ReapplyDependencies, reapply_policy
from simulation.evaluations import KEY, NC, RESOURCE, RULE, evaluated
from tests.support.fakes import EmptyCatalogue, FakeLedger, FakeOverrides, NoAgents, NoRules
from tests.support.organisation import FakeInventory

LAST_DAY = date(2026, 12, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXCEPTION: dict[str, Any] = {
    "rule": RULE,
    "resource": RESOURCE,
    "reason": "a test volume",
    "owner": "storage team",
    "expires": LAST_DAY,
}


class Rulebook(EmptyCatalogue):
    """A policy that a test changes, and a catalogue that knows nothing."""

    def __init__(self, **exception: Any) -> None:
        self.change(**exception)

    def change(self, **exception: Any) -> None:
        self.stored = Policy.model_validate({"threshold": "medium", "exceptions": [{**EXCEPTION, **exception}]})

    def policy(self) -> Policy:
        return self.stored


class Statuses:
    """The statuses stored last."""

    kept: Sequence[ExceptionStatus] = ()

    def keep(self, actual: Sequence[ExceptionStatus], day: date) -> None:
        self.kept = actual
        assert day

    def latest(self) -> list[ExceptionStatus]:
        return list(self.kept)


def reapply_ports(
    ledger: FakeLedger,
    rulebook: Rulebook,
    statuses: Statuses,
    people: FakeOverrides,
    now: datetime,
    *,
    out_of_time: bool,
) -> ReapplyDependencies:
    """The ports of reapplying a policy, in memory, in a hub without agents."""
    return ReapplyDependencies(
        violations_by_scope=FakeInventory(ledger),
        open_incidents=ledger,
        exception_statuses=statuses,
        ledger=ledger,
        policies=rulebook,
        catalogue=rulebook,
        pause=lambda _: None,
        now=now,
        out_of_time=lambda: out_of_time,
        overrides=people,
        rules=NoRules(),
        agents=NoAgents(),
    )


class Company(NamedTuple):
    ledger: FakeLedger
    rulebook: Rulebook
    statuses: Statuses

    def receive(self, hours: float, now: datetime = NOON, **values: Any) -> None:
        event = evaluated(NC, hours, **values).event
        persist_event(
            classify_event(event, self.rulebook, self.rulebook, self.ledger, now, FakeOverrides(), NoRules()),
            self.ledger,
            now,
            lambda _: None,
        )

    def reapply(self, now: datetime) -> ReapplyResult:
        cursor, result = reapply_policy(self.dependencies(now, out_of_time=False), ReapplyCursor(), ReapplyResult())
        assert cursor is None
        return result.model_copy(update={"by_exception": {}})

    def dependencies(self, now: datetime, *, out_of_time: bool) -> ReapplyDependencies:
        people = FakeOverrides()
        return reapply_ports(self.ledger, self.rulebook, self.statuses, people, now, out_of_time=out_of_time)

    @property
    def violation(self) -> Violation:
        return self.ledger.violations[KEY]

    @property
    def counts(self) -> Counter[str]:
        return +sum(self.ledger.counters_by_account.values(), Counter())

    def alerts(self) -> list[Alert]:
        return sorted(self.ledger.alerts.values(), key=lambda alert: alert.created_at)


def company(**exception: Any) -> Company:
    return Company(FakeLedger(), Rulebook(**exception), Statuses())
