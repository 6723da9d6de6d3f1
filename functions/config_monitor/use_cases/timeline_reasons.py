"""Why nobody was notified at once of what a timeline shows, by event id; the same for violations and incidents."""

from collections.abc import Iterable
from typing import Any

from config_monitor.domain.lifecycle import Lifecycle
from config_monitor.domain.notifications import Delivery, delivery_reason
from config_monitor.domain.queries import EventQuery, plan_events
from config_monitor.ports import Alerts, History

# More events than a timeline has entries: a resource has them of all its rules.
EVENTS_READ = 100


def newest_rows(query: EventQuery, history: History) -> list[dict[str, Any]]:
    """The newest history rows that the query finds."""
    return history.page(plan_events(query), None, EVENTS_READ).items


def stored_reasons(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The reasons in history rows, by event id."""
    return {str(row["id"]).partition("-")[2]: because for row in rows if (because := row.get("not_notified_because"))}


def last_opening(shown: Lifecycle, alerts: Alerts) -> Delivery | None:
    """The alert of the last opening; None when nobody was to be notified at once."""
    return alerts.get(shown.alert) if shown.alert else None


def reason_of(delivery: Delivery | None) -> dict[str, str]:
    """Why an alert had or has no message of its own, by event id."""
    reason = delivery_reason(delivery) if delivery else None
    return {delivery.alert.alert_id: reason.sentence} if delivery and reason else {}
