"""Shows one violation with its evaluations, each with the reason why nobody was notified of it at once."""

from datetime import datetime
from typing import Any

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.notifications import delivery_reason
from config_monitor.domain.queries import EventQuery, ViolationDetail, plan_events, violation_key_of
from config_monitor.ports import Alerts, CurrentViolations, History

# More events than the timeline has entries: a resource has them of all its rules.
EVENTS_READ = 100


def show_violation(
    violation_id: str, current_violations: CurrentViolations, history: History, alerts: Alerts, now: datetime
) -> dict[str, Any] | None:
    """One violation with its timeline; None when there is none of this id."""
    key = violation_key_of(violation_id)
    stored = current_violations.violation(key) if key else None
    if not key or not stored:
        return None
    row, violation = stored
    reasons = _stored_reasons(key, history) | _reason_of_last_opening(violation, alerts)
    return ViolationDetail.of_violation(row, violation, now, reasons).model_dump(mode="json")


def _stored_reasons(key: ViolationKey, history: History) -> dict[str, str]:
    """The reasons in the newest history rows of the resource, by event id."""
    query = EventQuery(
        account=key.account, region=key.region, resource_type=key.resource_type, resource_id=key.resource_id
    )
    rows = history.page(plan_events(query), None, EVENTS_READ).items
    return {str(row["id"]).partition("-")[2]: because for row in rows if (because := row.get("not_notified_because"))}


def _reason_of_last_opening(violation: Violation, alerts: Alerts) -> dict[str, str]:
    """Why the alert of the last opening had or has no message of its own, by event id."""
    delivery = alerts.get(violation.alert) if violation.alert else None
    reason = delivery_reason(delivery) if delivery else None
    return {delivery.alert.alert_id: reason.sentence} if delivery and reason else {}
