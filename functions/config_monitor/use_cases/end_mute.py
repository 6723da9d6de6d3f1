"""End a person's mute at its time: what it kept from being notified, and is still open, is notified then."""

from typing import TYPE_CHECKING

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident
from config_monitor.domain.notifications import Alert, notify_reapplied_incident, notify_unmuted, unmuted_alert
from config_monitor.domain.policy import Overrides, Policy, decide, reapplied_incident, subject_of_violation
from config_monitor.use_cases.identify_rule import rule_of_violation

if TYPE_CHECKING:
    from config_monitor.use_cases.follow_up_alerts import FollowUpDependencies


def end_mute(
    ports: "FollowUpDependencies", policy: Policy, before: Violation | Incident, held: Overrides
) -> tuple[Violation | Incident, list[Alert]]:
    """The violation or incident without the mute, and the alerts that its end calls for.

    One that was notified before the mute has its message edited; `held` are the overrides that hold at present.
    """
    now, muted_until = format_instant(ports.now), before.muted_until
    after = before.model_copy(update={"muted_until": held.mute.until if held.mute else None})
    if not before.is_open or before.exception or held.mute:
        return after, []
    if before.alert:
        opening = ports.alerts.get(before.alert)
        shown = opening and opening.receipt and opening.alert.created_at < (muted_until or "")
        return after, [unmuted_alert(opening.alert, after, now)] if opening and shown else []
    if isinstance(after, Violation):
        return _opened(ports, policy, after, held)
    if not after.event:
        return after, []
    route, current = reapplied_incident(policy, after, held, ports.now)
    return notify_reapplied_incident(route, after, current, f"unmuted {muted_until}", now)


def _opened(
    ports: "FollowUpDependencies", policy: Policy, violation: Violation, held: Overrides
) -> tuple[Violation, list[Alert]]:
    rule = rule_of_violation(violation, ports.catalogue, ports.rules)
    subject = subject_of_violation(violation.model_copy(update={"managed_rule": rule.managed_rule}))
    decision = decide(policy, subject, rule.managed, ports.now.date(), overrides=held)
    return notify_unmuted(decision, violation, ports.now)
