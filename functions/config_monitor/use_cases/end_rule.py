"""What the end of a rule does to its violations: they are closed, or go on under the rule's new name."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from config_monitor.domain.compliance import RULE_DELETED, RULE_RENAMED, Violation, carried_over, with_removal
from config_monitor.domain.events import GLOBAL, ComplianceStatus, key_fault
from config_monitor.domain.notifications import notify_rule_deleted
from config_monitor.domain.rules import KnownRule, canonical_rule
from config_monitor.ports import Ledger, Record, ViolationsByScope
from config_monitor.ports.events import VIOLATIONS_PER_RECORD

# A pair that is carried over is two violations.
CARRIED_PER_RECORD = VIOLATIONS_PER_RECORD // 2


def close_violations(
    rule: KnownRule, gone_at: str, violations_by_scope: ViolationsByScope, ledger: Ledger, now: datetime
) -> None:
    """Close the rule's violations as removed; a pair that another copy of the rule evaluates stays open by its word.

    Raises WriteConflict when others changed one of them meanwhile; what was written stays, and repeating goes on.
    """
    for some in batched(_evaluated_by(rule, violations_by_scope), VIOLATIONS_PER_RECORD, strict=False):
        changes, alerts = [], []
        for before in some:
            after = _without_rule(before, rule, gone_at)
            if after is not before:
                after, notified = notify_rule_deleted(before, after, rule.name, now)
                changes.append((before, after))
                alerts += notified
        if changes:
            ledger.record(Record(None, changes, alerts), now)


def carry_over(
    rule: KnownRule, renamed: KnownRule, gone_at: str, scopes: ViolationsByScope, ledger: Ledger, now: datetime
) -> None:
    """Let the rule's violations go on under its new name, with their age, alert and thread; nobody is notified.

    Raises WriteConflict as `close_violations` does.
    """
    names, canonical = (rule.name, renamed.name), _canonical(renamed)
    for some in batched(_evaluated_by(rule, scopes), CARRIED_PER_RECORD, strict=False):
        changes: list[tuple[Violation, Violation]] = []
        for old in some:
            if old.key.rule_name == canonical:
                changes.append(
                    (old, carried_over(old, Violation(key=old.key, version=old.version), names, rule.region))
                )
                continue
            fits = key_fault(canonical, old.key.resource_type, old.key.resource_id) is None
            if fits and {name for _, name in old.copies} == {rule.name}:
                new = ledger.violation(old.key.model_copy(update={"rule_name": canonical}))
                changes.append((new, carried_over(old, new, names, rule.region)))
                left = Violation(key=old.key, version=old.version)
                changes.append((old, _without_rule(left, rule, gone_at, because_renamed=True)))
            else:
                changes.append((old, _without_rule(old, rule, gone_at, because_renamed=True)))
        if changes:
            ledger.record(Record(None, changes), now)


def _evaluated_by(rule: KnownRule, violations_by_scope: ViolationsByScope) -> Iterator[Violation]:
    """The pairs for which this copy of the rule has reported a status that still holds."""
    for region in (rule.region, GLOBAL):
        for violation in violations_by_scope.of_rule(rule.account, region, _canonical(rule)):
            status = violation.status_of(rule.name, rule.region)
            if status not in (None, ComplianceStatus.NOT_APPLICABLE):
                yield violation


def _without_rule(before: Violation, rule: KnownRule, gone_at: str, *, because_renamed: bool = False) -> Violation:
    because = RULE_RENAMED if because_renamed else RULE_DELETED
    event_id = f"inventory-{rule.region}-{gone_at}"
    return with_removal(before, gone_at, event_id, rule_name=rule.name, region=rule.region, because=because)


def _canonical(rule: KnownRule) -> str:
    return canonical_rule(rule.name, rule.listed.arn if rule.listed else None)
