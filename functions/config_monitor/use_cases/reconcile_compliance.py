"""Compare the stored violations with the AWS Config aggregator, rule by rule, and repair what events did not report.

AWS Config delivers its events on a best-effort basis. A step continues from a cursor until its time is up, so the
number of rules is unlimited. A scope that was never compared before is filled: without alerts and without history.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from config_monitor.domain.events import GLOBAL, RETENTION_SECONDS, format_instant, key_fault
from config_monitor.domain.reconciliation import (
    AggregatorResult,
    ReconcileCursor,
    ReconcileResult,
    RuleInScope,
    differences,
)
from config_monitor.domain.rules import canonical_rule
from config_monitor.errors import StorageRefused
from config_monitor.observability import logger
from config_monitor.ports import Aggregator, ViolationsByScope
from config_monitor.use_cases.apply_aggregator_result import Repairs

# Where the aggregator does not report its last update, a pair counts as missing only after a day without results.
UNKNOWN_UPDATE_AGE = timedelta(days=1)
# Sorts after every rule name: the cursor of a scope whose rules have all been compared.
LAST = "\uffff"


@dataclass(frozen=True)
class Reconciler:
    """The ports of a reconciliation and the time now; `out_of_time` is true when the step has to end."""

    aggregator: Aggregator
    violations_by_scope: ViolationsByScope
    repairs: Repairs
    now: datetime
    out_of_time: Callable[[], bool]


def reconcile_compliance(
    reconciler: Reconciler, cursor: ReconcileCursor, total: ReconcileResult
) -> tuple[ReconcileCursor | None, ReconcileResult]:
    """Continue after the cursor; the new cursor is None once everything has been compared.

    Raises StorageBusy when the table stays busy; the step can then be repeated, since repairs are idempotent.
    """
    updated = reconciler.aggregator.updated_at()
    scopes = reconciler.violations_by_scope.scopes()
    stored = {(account, region) for account, region in scopes if region != GLOBAL}
    accounts = reconciler.aggregator.accounts()
    for account in accounts:
        if account < cursor.account:
            continue
        rules = reconciler.aggregator.rules(account)
        for region in sorted(
            {region for region, _ in rules} | {region for owner, region in stored if owner == account}
        ):
            if (account, region) < (cursor.account, cursor.region):
                continue
            scope = _Scope(account, region, [name for where, name in rules if where == region], updated)
            for reached, more in _compare(reconciler, scope, cursor):
                total = _sum(total, more)
                cursor = reached
                if reconciler.out_of_time():
                    return cursor, total
    unseen = sorted({account for account, _ in stored} - set(accounts))
    return None, total.model_copy(update={"not_covered": [*total.not_covered, *unseen]})


@dataclass(frozen=True)
class _Scope:
    """An account and region, and the copies of rules that the aggregator lists there.

    `updated` has the instant of the aggregator's last successful update by account and region.
    """

    account: str
    region: str
    listed: list[str]
    updated: dict[tuple[str, str], str]

    def as_of(self, now: datetime) -> str:
        updated_at = self.updated.get((self.account, self.region)) or format_instant(now - UNKNOWN_UPDATE_AGE)
        return min(updated_at, format_instant(now))

    @property
    def covered(self) -> bool:
        """Whether the aggregator covers this scope; one without rules or an update may be outside its sources."""
        return bool(self.listed) or (self.account, self.region) in self.updated


def _compare(
    reconciler: Reconciler, scope: _Scope, cursor: ReconcileCursor
) -> Iterator[tuple[ReconcileCursor, ReconcileResult]]:
    """Compare the rules of a scope after the cursor, those that are stored but not listed too; one result per rule."""
    here = (scope.account, scope.region) == (cursor.account, cursor.region)
    end = ReconcileCursor(account=scope.account, region=scope.region, rule_name=LAST)
    if here and cursor.rule_name == LAST:
        return
    if not scope.covered:
        yield end, ReconcileResult(not_covered=[f"{scope.account} {scope.region}"])
        return
    canonical = reconciler.violations_by_scope.rules(scope.account, scope.region)
    first = not reconciler.violations_by_scope.reconciled(scope.account, scope.region)
    for name in sorted({*scope.listed, *canonical}):
        if here and name <= cursor.rule_name:
            continue
        rule = RuleInScope(
            account=scope.account,
            region=scope.region,
            rule_name=name,
            rule=canonical.get(name) or canonical_rule(name),
            as_of=scope.as_of(reconciler.now),
        )
        results = reconciler.aggregator.results(scope.account, scope.region, name) if name in scope.listed else []
        reached = ReconcileCursor(account=scope.account, region=scope.region, rule_name=name)
        yield reached, _compare_rule(reconciler, rule, list(results), first)
    at = format_instant(reconciler.now)
    reconciler.violations_by_scope.mark_reconciled(scope.account, scope.region, at, reconciler.aggregator.name)
    yield end, ReconcileResult()


def _compare_rule(
    reconciler: Reconciler, rule: RuleInScope, results: list[AggregatorResult], first: bool
) -> ReconcileResult:
    stored, received = reconciler.violations_by_scope, len(results)
    results = [r for r in results if not key_fault(rule.rule, r.resource_type, r.resource_id)]
    known = [v for scope in (rule.region, GLOBAL) for v in stored.of_rule(rule.account, scope, rule.rule)]
    compared, differing = differences(rule, results, known)
    result_of_rule = ReconcileResult(rules=1, compared=compared, refused=received - len(results))
    if first:
        return result_of_rule.plus(filled=reconciler.repairs.fill(rule, differing))
    oldest = format_instant(reconciler.now - timedelta(seconds=RETENTION_SECONDS))
    for result in differing:
        try:
            outcome = reconciler.repairs.repair(rule, result, history=result.recorded_at > oldest)
        except StorageRefused:
            logger.exception("a result was refused by the table", extra={"account": rule.account})
            result_of_rule = result_of_rule.plus(refused=1)
            continue
        if outcome:
            result_of_rule = result_of_rule.plus(**{outcome: 1})
    return result_of_rule


def _sum(total: ReconcileResult, more: ReconcileResult) -> ReconcileResult:
    counts = {name: n for name, n in more.model_dump().items() if isinstance(n, int)}
    return total.plus(**counts).model_copy(update={"not_covered": [*total.not_covered, *more.not_covered]})
