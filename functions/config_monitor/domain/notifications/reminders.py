"""The values that the template of reminders may use."""

from collections.abc import Sequence

from config_monitor.domain.events import between, duration_words, format_minute
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.message_context import NAMED, MessageContext, attributes_of
from config_monitor.domain.notifications.notification import State


def reminders_context(reminders: Sequence[Alert]) -> MessageContext:
    """What is open for half of its time or longer than it may be, each by name up to ten, the others counted."""
    ordered = sorted(reminders, key=lambda r: (not r.overdue, -r.severity, r.deadline_at or "", r.alert_id))
    overdue, now = sum(reminder.overdue for reminder in reminders), ordered[0].created_at
    values = {
        "reminders": [
            {
                "alert": alert,
                "name": alert.name,
                "severity": alert.severity.word,
                "due": format_minute(alert.deadline_at) if alert.deadline_at else None,
                "open_for": duration_words(between(alert.opened_at or alert.happened_at, now)),
            }
            for alert in ordered[:NAMED]
        ],
        "more": len(ordered[NAMED:]),
        "total": len(ordered),
        "overdue": overdue,
    }
    mention, severity = any(r.mention_channel for r in reminders), max(r.severity for r in reminders)
    state: State = "open" if overdue else "baseline"
    return MessageContext("reminders", values, severity, state, attributes_of(reminders), mention_channel=mention)
