"""Write an action: the violation or incident, exceptions and mutes, alerts and the event of the action, or nothing."""

from config_monitor.domain.actions import Action, ActionSubject, audit_event, effect_of
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.lifecycle import with_deadline
from config_monitor.domain.notifications import Alert, notify_reapplied, notify_reapplied_incident
from config_monitor.domain.policy import (
    Overrides,
    decide,
    override_ids,
    reapplied,
    reapplied_incident,
    subject_of_violation,
)
from config_monitor.ports import Ledger, OverrideSource, Record
from config_monitor.use_cases.identify_rule import rule_of_violation
from config_monitor.use_cases.optimistic_retry import retry_on_conflict
from config_monitor.use_cases.reapply_policy import ReapplyDependencies, reapply

CHANGES_EXCEPTIONS = ("except", "undo_except")


def write_action(
    action: Action,
    key: ViolationKey | IncidentKey,
    ports: ReapplyDependencies,
    link: str | None,
) -> str | None:
    """Write all that an action changes in one transaction, with its event, which has the key of the action's alert.

    The subject is written too where it does not change, so that of several people who act at once each one sees what
    the others did; one that is not kept any more is not. `link` leads to the message with the button. Returns why
    nothing was to be written, else None; what was written before is not written again. Raises StorageBusy.
    """
    overrides, now = ports.overrides, format_instant(ports.now)

    def attempt() -> str | None:
        before = subject_of(key, ports.ledger)
        held = overrides.of(key).at(now)
        if action.exception_id:
            named = Overrides(exception=overrides.exception(action.exception_id)).at(now)
            held = held.model_copy(update={"exception": named.exception})
        effect = effect_of(action, before, held)
        if effect.unchanged:
            return effect.unchanged
        after, alerts, left = effect.after, list[Alert](), effect.overrides
        if action.kind == "undo_except" and held.exception:
            left = overrides.of(key, without=held.exception.id).at(now)
        if action.kind in CHANGES_EXCEPTIONS and before.version:
            after, alerts = _with_exception(action, before, left, ports)
        event = audit_event(action, before, after, (held, left), link)
        kept = before.version > 0
        violations = (
            [(before, after)] if kept and isinstance(before, Violation) and isinstance(after, Violation) else []
        )
        incidents = [(before, after)] if kept and isinstance(before, Incident) and isinstance(after, Incident) else []
        record = Record(event, violations, alerts, incidents=incidents, overrides=effect.stored)
        ports.ledger.record(record, ports.now)
        return None

    return retry_on_conflict(attempt, ports.pause, key)


def subject_of(key: ViolationKey | IncidentKey, ledger: Ledger) -> ActionSubject:
    """The violation or incident as stored."""
    return ledger.violation(key) if isinstance(key, ViolationKey) else ledger.incident(key)


def except_others(action: Action, key: ViolationKey | IncidentKey, ports: ReapplyDependencies) -> None:
    """Reapply the policy to the other open violations of a rule in an account, when its exception begins or ends."""
    if not isinstance(key, ViolationKey) or not _is_of_rule(action, key, ports.overrides):
        return
    policy, changed = ports.policies.policy(), frozenset({override_ids(key).rule})
    regions = [region for account, region in ports.violations_by_scope.scopes() if account == key.account]
    for region in sorted(regions):
        for violation in ports.violations_by_scope.of_rule(key.account, region, key.rule_name):
            if violation.is_open and violation.key != key:
                reapply(ports, policy, violation, changed)


def _is_of_rule(action: Action, key: ViolationKey, overrides: OverrideSource) -> bool:
    """Whether the action began or ended an exception of a rule in an account."""
    if action.kind == "undo_except":
        of_rule = overrides.exception(override_ids(key).rule)
        return of_rule is not None and of_rule.ended_at == action.at
    return action.kind == "except" and action.scope == "rule"


def _with_exception(
    action: Action, before: ActionSubject, overrides: Overrides, ports: ReapplyDependencies
) -> tuple[ActionSubject, list[Alert]]:
    """The subject with the exception that it has from now on, if it is open, and the alerts that this calls for."""
    policy, today = ports.policies.policy(), ports.now.date()
    if isinstance(before, Violation):
        known = rule_of_violation(before, ports.catalogue, ports.rules).managed
        decision = decide(policy, subject_of_violation(before), known, today, overrides=overrides)
        after = with_deadline(before, reapplied(before, decision, before.managed_rule), format_instant(ports.now))
        return notify_reapplied(decision, before, after, ports.now) if before.is_open else (before, [])
    if not before.is_open or not before.event:
        return before, []
    route, excepted = reapplied_incident(policy, before, overrides, ports.now)
    return notify_reapplied_incident(route, before, excepted, action.action_id, format_instant(ports.now))
