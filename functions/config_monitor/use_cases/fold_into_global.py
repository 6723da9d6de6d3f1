"""Merge a region's violation of a global resource into that of all regions; an older version stored it by region."""

from datetime import datetime

from config_monitor.domain.compliance import (
    ONE_OVER_ALL_REGIONS,
    Violation,
    folded_into_global,
    is_misplaced,
    with_removal,
)
from config_monitor.domain.events import GLOBAL, ComplianceStatus, format_instant
from config_monitor.domain.notifications import Alert, notify_reapplied
from config_monitor.domain.policy import Policy, decide, subject_of_violation
from config_monitor.ports import Catalogue, Ledger, Pause, Record
from config_monitor.use_cases.optimistic_retry import retry_change


def belongs_to_all_regions(violation: Violation, catalogue: Catalogue) -> bool:
    """Whether a pair that has not ended is stored under a region although all regions report it."""
    if violation.status is ComplianceStatus.NOT_APPLICABLE or violation.key.region == GLOBAL:
        return False
    rule = catalogue.find(violation.key.rule_name)
    return is_misplaced(violation, account_wide=bool(rule and rule.account_wide))


def fold_into_global(
    read: Violation, policy: Policy, ledger: Ledger, catalogue: Catalogue, pause: Pause, now: datetime
) -> None:
    """Merge a region's violation into that of all regions, with its alert and thread.

    Where that one has an alert of its own, the end of the region's violation is notified. Raises StorageBusy when the
    table stays busy.
    """

    def fold(before: Violation) -> None:
        if before.status is ComplianceStatus.NOT_APPLICABLE:
            return
        of_all = ledger.violation(before.key.model_copy(update={"region": GLOBAL}))
        merged = folded_into_global(before, of_all)
        ended_at = max(format_instant(now), before.state.evaluated_at)
        alerts: list[Alert] = []
        if before.alert and merged.alert != before.alert:
            rule = catalogue.find(before.managed_rule or before.key.rule_name)
            decision = decide(policy, subject_of_violation(before), rule, now.date())
            _, alerts = notify_reapplied(decision, before, _ended(before, ended_at), now)
        left = _ended(Violation(key=before.key, version=before.version), ended_at)
        ledger.record(Record(None, [(of_all, merged), (before, left)], alerts), now)

    retry_change(read, lambda: ledger.violation(read.key), fold, pause, read.key)


def _ended(violation: Violation, ended_at: str) -> Violation:
    return with_removal(violation, ended_at, ONE_OVER_ALL_REGIONS, because=ONE_OVER_ALL_REGIONS)
