"""Reapply the policy of today to open violations, for what no event will say: an exception ends by the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from config_monitor.domain.compliance import Violation
from config_monitor.domain.notifications import notify_reapplied
from config_monitor.domain.policy import (
    Policy,
    ReapplyCursor,
    ReapplyResult,
    decide,
    exception_statuses,
    matching_exceptions,
    reapplied,
    subject_of_violation,
)
from config_monitor.ports import Catalogue, ExceptionStatuses, Ledger, Pause, PolicySource, Record, ViolationsByScope
from config_monitor.use_cases.optimistic_retry import retry_on_conflict


@dataclass(frozen=True)
class ReapplyDependencies:
    """The ports of reapplying the policy, and the present; `out_of_time` says when a step has to end."""

    violations_by_scope: ViolationsByScope
    exception_statuses: ExceptionStatuses
    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime
    out_of_time: Callable[[], bool]


def reapply_policy(
    ports: ReapplyDependencies, cursor: ReapplyCursor, result: ReapplyResult
) -> tuple[ReapplyCursor | None, ReapplyResult]:
    """Go on after the cursor and add to the result; the new cursor is None once every open violation was checked.

    At the end the status of each exception is stored for the digest.

    Raises StorageBusy when the table stays busy; the step can then be repeated.
    """
    policy, today = ports.policies.policy(), ports.now.date()
    for account, region in sorted(ports.violations_by_scope.scopes()):
        if (account, region) < (cursor.account, cursor.region):
            continue
        after = cursor.after if (account, region) == (cursor.account, cursor.region) else None
        for position, page in ports.violations_by_scope.of_scope(account, region, after):
            for violation in (v for v in page if v.is_open):
                result = result.plus(_reapply(ports, policy, violation))
                result = result.plus(ReapplyResult(by_exception=matching_exceptions(policy, violation)))
            if ports.out_of_time():
                return ReapplyCursor(account=account, region=region, after=position), result
    ports.exception_statuses.keep(exception_statuses(policy, result.by_exception, today), today)
    return None, result


def _reapply(ports: ReapplyDependencies, policy: Policy, read: Violation) -> ReapplyResult:
    """Check one violation and write what changes; one that others change meanwhile is read again."""
    known = ports.catalogue.find(read.key.rule_name)
    versions = chain([read], (ports.ledger.violation(read.key) for _ in count()))

    def reapply() -> ReapplyResult:
        before = next(versions)
        decision = decide(policy, subject_of_violation(before), known, ports.now.date())
        after = reapplied(before, decision)
        if after is before or not before.is_open:
            return ReapplyResult(checked=1, excepted=int(bool(before.is_open and before.exception)))
        after, alerts = notify_reapplied(decision, before, after, ports.now)
        ports.ledger.record(Record(None, [(before, after)], alerts), ports.now)
        return ReapplyResult.of(before, after)

    return retry_on_conflict(reapply, ports.pause, read.key)
