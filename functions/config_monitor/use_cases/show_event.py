"""Shows one event of the history with what became of its notification."""

from typing import Any

from config_monitor.domain.notifications import NotificationState
from config_monitor.ports import Alerts, History


def show_event(event_id: str, history: History, alerts: Alerts) -> dict[str, Any] | None:
    """The event's row; None when there is no such event.

    An event with an alert has `notification`, whose reason, if it has one, is also in `not_notified_because`.
    """
    stored = history.event(event_id)
    if not stored:
        return None
    row, key = stored
    delivery = alerts.get(key) if key else None
    if not delivery:
        return row
    notification = NotificationState.of(delivery)
    because = {"not_notified_because": notification.reason.sentence} if notification.reason else {}
    return {**row, **because, "notification": notification.model_dump(mode="json")}
