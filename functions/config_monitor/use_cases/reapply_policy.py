"""Judge open violations by the policy of today, for what no event will say: an exception ends by the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config_monitor.domain.compliance import Violation
from config_monitor.domain.notifications import notify_change
from config_monitor.domain.policy import ReapplyCursor, ReapplyResult, about, event_of, reapplied, standing
from config_monitor.errors import StorageBusy
from config_monitor.ports import Catalogue, ExceptionStatuses, Ledger, Pause, PolicySource, Record, ViolationsByScope
from config_monitor.use_cases.classify_event import classify_event

ATTEMPTS = 8


@dataclass(frozen=True)
class ReapplyDependencies:
    """The ports of a sweep, and the present; `enough` says when a step's time is up."""

    violations_by_scope: ViolationsByScope
    current_violations: ExceptionStatuses
    ledger: Ledger
    policies: PolicySource
    catalogue: Catalogue
    pause: Pause
    now: datetime
    out_of_time: Callable[[], bool]


def reapply_policy(
    given: ReapplyDependencies, cursor: ReapplyCursor, swept: ReapplyResult
) -> tuple[ReapplyCursor | None, ReapplyResult]:
    """Go on after the cursor; the new cursor is None once every open violation has been judged.

    The end of a sweep leaves how each exception stands, for the digest.

    Raises StorageBusy when the table stays busy; the step can then be repeated.
    """
    policy = given.policies.policy()
    for account, region in sorted(given.violations_by_scope.places()):
        if (account, region) < (cursor.account, cursor.region):
            continue
        after = cursor.after if (account, region) == (cursor.account, cursor.region) else None
        for position, page in given.violations_by_scope.of_scope(account, region, after):
            for violation in page:
                if violation.is_open:
                    swept = swept.plus(_judge(given, violation)).plus(ReapplyResult(about=about(policy, violation)))
            if given.out_of_time():
                return ReapplyCursor(account=account, region=region, after=position), swept
    given.current_violations.keep(standing(policy, swept.about, given.now.date()), given.now.date())
    return None, swept


def _judge(given: ReapplyDependencies, seen: Violation) -> ReapplyResult:
    """Judge one violation, writing what changes; a violation that others change meanwhile is read again."""
    before = seen
    for attempt in range(1, ATTEMPTS + 1):
        classified = classify_event(event_of(before, given.now), given.policies, given.catalogue, given.now)
        after = reapplied(before, classified)
        if after is before or not before.is_open:
            return ReapplyResult(judged=1, excepted=int(bool(before.is_open and before.exception)))
        after, alert = notify_change(classified, before, after)
        if given.ledger.record(Record(None, [(before, after)], [alert] if alert else []), given.now) == "stored":
            return ReapplyResult.of(before, after)
        given.pause(attempt)
        before = given.ledger.violation(seen.key)
    raise StorageBusy(f"{seen.key}: changed by others {ATTEMPTS} times in a row")
