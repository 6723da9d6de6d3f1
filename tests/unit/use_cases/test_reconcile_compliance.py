"""After a reconciliation what is stored equals the aggregator, each difference was counted, and few were notified."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import NamedTuple

import pytest

from config_monitor.domain.compliance import Violation, ViolationKey, counter_changes
from config_monitor.domain.events import ComplianceStatus, Severity, parse_instant
from config_monitor.domain.lifecycle import CountersKey
from config_monitor.domain.policy import Policy
from config_monitor.domain.reconciliation import ReconcileCursor, ReconcileResult
from config_monitor.errors import StorageRefused
from config_monitor.ports import Record, Recorded
from config_monitor.use_cases.apply_aggregator_result import Repairs
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reconcile_compliance import Reconciler, reconcile_compliance
from simulation.evaluations import NA, NC, TYPE, C, at, evaluated
from tests.support.fakes import EmptyCatalogue, FakeLedger, FakeOverrides, FakePolicies, NoRules
from tests.support.organisation import FakeAggregator, FakeInventory, Pair, organisation

NOW = parse_instant(at(100))
RECENT, LONG_AGO = 90.0, 20.0


class Estate(NamedTuple):
    ledger: FakeLedger
    violations_by_scope: FakeInventory
    aggregator: FakeAggregator

    def reconcile(
        self, cursor: ReconcileCursor | None = None, steps: int = 10**6
    ) -> tuple[ReconcileCursor | None, ReconcileResult]:
        policies, catalogue = FakePolicies(Policy(threshold=Severity.MEDIUM)), EmptyCatalogue()
        repairs = Repairs(self.ledger, policies, catalogue, lambda _: None, NOW, FakeOverrides(), NoRules())
        left = iter(range(steps - 1))
        out_of_time = lambda: next(left, None) is None  # noqa: E731 - one line
        payload = Reconciler(self.aggregator, self.violations_by_scope, repairs, NOW, out_of_time)
        return reconcile_compliance(payload, cursor or ReconcileCursor(), ReconcileResult())

    def hear(self, pair: Pair, status: ComplianceStatus, hours: float) -> None:
        account, region, rule, resource = pair
        classified = evaluated(status, hours, rule=rule, rule_name=rule, resource=resource, account=account)
        event = classified.event.model_copy(update={"region": region})
        persist_event(classified.model_copy(update={"event": event}), self.ledger, NOW, lambda _: None)

    def stored(self) -> dict[Pair, ComplianceStatus]:
        """The pairs that count, by raw rule name."""
        return {
            (v.key.account, v.key.region, raw, v.key.resource_id): status
            for v in self.ledger.violations.values()
            for raw, status in v.state.statuses.items()
            if status is not NA
        }

    def truth(self) -> dict[Pair, ComplianceStatus]:
        return {pair: status for pair, (status, _) in self.aggregator.truth.items()}


def estate(truth: dict[Pair, tuple[ComplianceStatus, str]], ledger: FakeLedger | None = None) -> Estate:
    ledger = ledger or FakeLedger()
    return Estate(ledger, FakeInventory(ledger), FakeAggregator(truth, at(99)))


def exact(ledger: FakeLedger) -> dict[CountersKey, Counter[str]]:
    """The counters counted anew from the violations."""
    fresh = [(Violation(key=key), violation) for key, violation in ledger.violations.items()]
    return {key: Counter(counts) for key, counts in counter_changes(fresh).items()}


def test_dropped_events_deleted_resources_and_a_deleted_rule_are_made_good() -> None:
    """2 % of the events dropped, 1 % of the resources deleted, one rule deleted in one place: the truth in the end."""
    random = Random(7)
    before = organisation(random, at(LONG_AGO), resources=50)
    truth = {pair: (random.choice([C, NC]), at(RECENT)) for pair in before}
    known = estate(truth)
    for (account, region), _ in Counter((a, r) for a, r, *_ in before).items():
        known.violations_by_scope.mark_reconciled(account, region, at(1), "organisation")
    dropped = set(random.sample(sorted(truth), len(truth) // 50))
    for pair, (status, _) in before.items():
        known.hear(pair, status, LONG_AGO)
    for pair, (status, _) in truth.items():
        if pair not in dropped:
            known.hear(pair, status, RECENT)
    deleted = set(random.sample(sorted(truth), len(truth) // 100))
    gone = [pair for pair in truth if pair in deleted or pair[:3] == ("000000000002", "us-east-2", "required-tags")]
    for pair in gone:
        del truth[pair]
    alerts = len(known.ledger.alerts)
    want = Counter(
        "opened" if truth[pair][0] is NC else "fixed"
        for pair in dropped & set(truth)
        if truth[pair][0] is not before[pair][0]
    )
    was_open = [pair for pair in gone if known.stored()[pair] is NC]

    cursor, actual = known.reconcile()

    assert cursor is None
    assert known.stored() == known.truth()
    assert (actual.opened, actual.fixed, actual.removed) == (want["opened"], want["fixed"], len(was_open))
    assert actual.differences == actual.opened + actual.fixed + actual.removed + len(gone) - len(was_open)
    assert actual.compared == len(truth)
    assert known.ledger.counters_by_account == exact(known.ledger)
    assert len(known.ledger.alerts) > alerts

    again, nothing = known.reconcile()
    assert (again, nothing.differences, nothing.compared) == (None, 0, len(truth))


def test_an_empty_table_is_filled_without_a_single_alert_or_history() -> None:
    known = estate(organisation(Random(3), at(RECENT)))
    cursor, actual = known.reconcile()
    assert (cursor, actual.filled, actual.differences) == (None, len(known.aggregator.truth), 0)
    assert known.stored() == known.truth()
    assert (known.ledger.alerts, known.ledger.events) == ({}, {})
    assert known.ledger.counters_by_account == exact(known.ledger)


def test_a_scope_that_had_events_before_its_first_comparison_is_filled_silently_too() -> None:
    truth = organisation(Random(4), at(RECENT), accounts=1, regions=1)
    known = estate(truth)
    for pair, (status, _) in list(truth.items())[::7]:
        known.hear(pair, status, RECENT)
    alerts = dict(known.ledger.alerts)
    _, actual = known.reconcile()
    assert known.stored() == known.truth()
    assert known.ledger.alerts == alerts
    assert actual.filled == len(truth) - len(list(truth)[::7])


def test_steps_that_stop_after_each_rule_end_in_the_same() -> None:
    known = estate(organisation(Random(5), at(LONG_AGO)))
    cursor, steps, actual = ReconcileCursor(), 0, ReconcileResult()
    reached: ReconcileCursor | None = cursor
    while reached is not None:
        reached, more = known.reconcile(reached, steps=1)
        actual, steps = ReconcileResult(filled=actual.filled + more.filled), steps + 1
    assert known.stored() == known.truth()
    assert steps > 40
    assert max(known.aggregator.calls.values()) == 1


PAIR = ("000000000001", "eu-central-1", "required-tags", "vol-1")


def one(status: ComplianceStatus, hours: float, ledger: FakeLedger | None = None) -> Estate:
    """One pair of which nothing is stored, and another that is as the aggregator says."""
    known = estate({PAIR: (status, at(hours)), (*PAIR[:3], "vol-2"): (C, at(1))}, ledger)
    known.violations_by_scope.mark_reconciled(*PAIR[:2], at(0), "organisation")
    known.hear((*PAIR[:3], "vol-2"), C, 1)
    return known


def test_news_is_notified_at_once_and_what_is_older_than_a_day_is_not() -> None:
    recent, old = one(NC, 99 - 22), one(NC, 99 - 24)
    assert recent.reconcile()[1].opened == old.reconcile()[1].opened == 1
    assert [alert.kind for alert in recent.ledger.alerts.values()] == ["opened"]
    assert old.ledger.alerts == {}
    assert [e.event.event_id[:10] for e in old.ledger.events.values() if "reconcile" in e.event.id] == ["reconcile-"]


def test_a_resolution_is_notified_in_the_thread_of_its_opening() -> None:
    known = one(C, 95)
    known.hear(PAIR, NC, 90)
    (opening,) = known.ledger.alerts.values()
    known.reconcile()
    (ending,) = (alert for alert in known.ledger.alerts.values() if alert != opening)
    assert (ending.kind, ending.opening_alert) == ("fixed", opening.key)


def test_an_event_newer_than_the_aggregators_word_stands() -> None:
    known = one(C, 95)
    known.hear(PAIR, NC, 98)
    assert known.reconcile()[1].differences == 0
    assert known.stored()[PAIR] is NC


def test_absence_closes_nothing_that_was_evaluated_since_the_aggregator_looked() -> None:
    known = one(C, 95)
    fresh = (*PAIR[:3], "vol-3")
    known.hear(fresh, NC, 99.5)
    assert known.reconcile()[1].removed == 0
    assert known.stored()[fresh] is NC


class RacedLedger(FakeLedger):
    """Somebody else's event comes between a read and its write, once."""

    race: Callable[[], None] | None = None

    def record(self, record: Record, now: datetime) -> Recorded:
        race, self.race = self.race, None
        if race:
            race()
        return super().record(record, now)


def test_an_event_that_arrives_during_the_comparison_is_not_overwritten() -> None:
    """It is stored between the reading of the pair and its closing by absence, and it is the newer word."""
    ledger = RacedLedger()
    late = (*PAIR[:3], "vol-3")
    known = one(C, 1, ledger)
    known.hear(PAIR, C, 1)
    known.hear(late, NC, 50)
    ledger.race = lambda: known.hear(late, NC, 99.2)
    assert known.reconcile()[1].removed == 0
    assert known.stored()[late] is NC
    assert {v.opened_at for v in ledger.violations.values() if v.is_open} == {at(50)}


def test_an_account_the_aggregator_does_not_see_is_named_and_left_alone() -> None:
    known = one(C, 1)
    elsewhere = ("000000000009", "eu-central-1", "required-tags", "vol-9")
    known.hear(elsewhere, NC, 2)
    _, actual = known.reconcile()
    assert actual.not_covered == ["000000000009"]
    assert known.stored()[elsewhere] is NC


def test_a_region_the_aggregator_does_not_see_is_named_and_left_alone() -> None:
    known = one(C, 1)
    elsewhere = (PAIR[0], "ap-south-1", "required-tags", "vol-9")
    known.hear(elsewhere, NC, 2)
    _, actual = known.reconcile()
    assert actual.not_covered == [f"{PAIR[0]} ap-south-1"]
    assert known.stored()[elsewhere] is NC


def test_a_rule_keeps_the_canonical_name_its_events_gave_it() -> None:
    """The aggregator has no ARN, so the name alone would be read otherwise."""
    known = one(C, 1)
    raw = "own-conformance-pack-abcdefgh"
    known.hear((*PAIR[:2], raw, "vol-5"), NC, 5)
    known.aggregator.truth[(*PAIR[:2], raw, "vol-5")] = (C, at(40))
    assert known.reconcile()[1].fixed == 1
    assert {v.key.rule_name for v in known.ledger.violations.values()} == {"required-tags", raw}


def test_without_a_reported_update_absence_means_something_after_a_day_of_silence() -> None:
    known = one(C, 1)
    known.aggregator.reports_updates = False
    known.hear(PAIR, C, 1)
    for resource, hours in (("vol-7", 75), ("vol-8", 77)):
        known.hear((*PAIR[:3], resource), NC, hours)
    assert known.reconcile()[1].removed == 1
    assert (*PAIR[:3], "vol-8") in known.stored()


@pytest.mark.parametrize("first", [True, False])
def test_a_result_that_can_be_no_key_is_counted_and_stops_nothing(*, first: bool) -> None:
    known = one(C, 1)
    if not first:
        known.reconcile()
    endless, behind = (*PAIR[:3], "i" * 1024), (*PAIR[:2], "z-rule", "vol-2")
    known.aggregator.truth |= {endless: (NC, at(95)), behind: (NC, at(95))}
    _, actual = known.reconcile()
    assert (actual.refused, known.stored()[behind]) == (1, NC)


def test_a_result_that_the_table_refuses_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    known = one(C, 1)
    known.reconcile()
    refused, behind = (*PAIR[:3], "vol-1"), (*PAIR[:2], "z-rule", "vol-2")
    known.aggregator.truth |= {refused: (NC, at(95)), behind: (NC, at(95))}
    record = known.ledger.record

    def refusing(written: Record, now: datetime) -> Recorded:
        if any(violation.key.resource_id == "vol-1" for violation, _ in written.violations):
            raise StorageRefused
        return record(written, now)

    monkeypatch.setattr(known.ledger, "record", refusing)
    _, actual = known.reconcile()
    assert (actual.refused, known.stored()[behind]) == (1, NC)


def test_a_repair_is_the_same_event_each_time() -> None:
    first, second = one(NC, 95), one(NC, 95)
    first.reconcile()
    second.reconcile()
    assert set(first.ledger.events) == set(second.ledger.events)
    key = ViolationKey(account=PAIR[0], region=PAIR[1], rule_name=PAIR[2], resource_type=TYPE, resource_id=PAIR[3])
    assert first.ledger.violations[key] == second.ledger.violations[key]
    assert first.ledger.violations[key].opened_at == at(95)
