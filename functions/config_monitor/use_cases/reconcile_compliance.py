"""Compare what is stored with the AWS Config aggregator, rule by rule, and repair what the events did not say.

Config's events are best effort. A step goes on from a cursor until its time is up, so the work has no size limit. A
place that was never compared before is filled: nobody is told, and it leaves no history.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from config_monitor.domain.events import RETENTION_SECONDS, format_instant
from config_monitor.domain.reconciliation import (
    AggregatorResult,
    ReconcileCursor,
    ReconcileResult,
    RuleInScope,
    differences,
)
from config_monitor.domain.rules import canonical_rule
from config_monitor.ports import Aggregator, ViolationsByScope
from config_monitor.use_cases.apply_aggregator_result import Repairs

# For a source whose last update the aggregator does not tell, absence means something only after a day of silence.
UNTOLD_UPDATE = timedelta(days=1)
# Sorts after every rule name: the point at which all rules of a place have been compared.
LAST = "\uffff"


@dataclass(frozen=True)
class Reconciler:
    """The ports of a reconciliation, and the present; `enough` says when a step's time is up."""

    aggregator: Aggregator
    violations_by_scope: ViolationsByScope
    repairs: Repairs
    now: datetime
    out_of_time: Callable[[], bool]


def reconcile_compliance(
    given: Reconciler, cursor: ReconcileCursor, found: ReconcileResult
) -> tuple[ReconcileCursor | None, ReconcileResult]:
    """Go on after the cursor; the new cursor is None once everything has been compared.

    Raises StorageBusy when the table stays busy; the step can then be repeated, since repairs are idempotent.
    """
    updated, stored = given.aggregator.updated_at(), given.violations_by_scope.places()
    accounts = given.aggregator.accounts()
    for account in accounts:
        if account < cursor.account:
            continue
        rules = given.aggregator.rules(account)
        for region in sorted(
            {region for region, _ in rules} | {region for owner, region in stored if owner == account}
        ):
            if (account, region) < (cursor.account, cursor.region):
                continue
            place = _Place(account, region, [name for place, name in rules if place == region], updated)
            for reached, more in _compare(given, place, cursor):
                found = _sum(found, more)
                cursor = reached
                if given.out_of_time():
                    return cursor, found
    unseen = sorted({account for account, _ in stored} - set(accounts))
    return None, found.model_copy(update={"not_covered": [*found.not_covered, *unseen]})


@dataclass(frozen=True)
class _Place:
    """An account and region, and the copies of rules that the aggregator lists there."""

    account: str
    region: str
    listed: list[str]
    updated: dict[tuple[str, str], str]

    def as_of(self, now: datetime) -> str:
        told = self.updated.get((self.account, self.region)) or format_instant(now - UNTOLD_UPDATE)
        return min(told, format_instant(now))

    @property
    def covered(self) -> bool:
        """Whether the aggregator sees this place; a place without rules is one it may just not look at."""
        return bool(self.listed) or (self.account, self.region) in self.updated


def _compare(
    given: Reconciler, place: _Place, cursor: ReconcileCursor
) -> Iterator[tuple[ReconcileCursor, ReconcileResult]]:
    """Compare the rules of a place after the cursor, those that vanished among them; one result for each."""
    here = (place.account, place.region) == (cursor.account, cursor.region)
    end = ReconcileCursor(account=place.account, region=place.region, rule_name=LAST)
    if here and cursor.rule_name == LAST:
        return
    if not place.covered:  # nothing can be said of it, and that is said
        yield end, ReconcileResult(not_covered=[f"{place.account} {place.region}"])
        return
    canonical = given.violations_by_scope.rules(place.account, place.region)
    first = not given.violations_by_scope.reconciled(place.account, place.region)
    for name in sorted({*place.listed, *canonical}):
        if here and name <= cursor.rule_name:
            continue
        rule = RuleInScope(
            account=place.account,
            region=place.region,
            rule_name=name,
            rule=canonical.get(name) or canonical_rule(name),
            as_of=place.as_of(given.now),
        )
        results = given.aggregator.results(place.account, place.region, name) if name in place.listed else []
        yield _after(rule, name), _compare_rule(given, rule, list(results), first)
    given.violations_by_scope.mark_reconciled(place.account, place.region, format_instant(given.now))
    yield end, ReconcileResult()


def _after(rule: RuleInScope, name: str) -> ReconcileCursor:
    return ReconcileCursor(account=rule.account, region=rule.region, rule_name=name)


def _compare_rule(
    given: Reconciler, rule: RuleInScope, results: list[AggregatorResult], first: bool
) -> ReconcileResult:
    known = given.violations_by_scope.of_rule(rule.account, rule.region, rule.rule)
    compared, description = differences(rule, results, known)
    found = ReconcileResult(rules=1, compared=compared)
    if first:
        return found.plus(filled=given.repairs.fill(rule, description))
    oldest = format_instant(given.now - timedelta(seconds=RETENTION_SECONDS))
    for result in description:
        if outcome := given.repairs.repair(rule, result, history=result.recorded_at > oldest):
            found = found.plus(**{outcome: 1})
    return found


def _sum(found: ReconcileResult, more: ReconcileResult) -> ReconcileResult:
    counts = {name: n for name, n in more.model_dump().items() if isinstance(n, int)}
    return found.plus(**counts).model_copy(update={"not_covered": [*found.not_covered, *more.not_covered]})
