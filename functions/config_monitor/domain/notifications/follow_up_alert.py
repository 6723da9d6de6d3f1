"""The alerts by which people are reminded of a deadline: in the thread, and in the channel that it is escalated to."""

from config_monitor.domain.compliance import Violation
from config_monitor.domain.incidents import Incident
from config_monitor.domain.notifications.alert import Alert, id_of_change
from config_monitor.domain.policy import Deadline


def notify_follow_up(
    thing: Violation | Incident, opening: Alert, deadline: Deadline, due: str, now: str
) -> tuple[Violation | Incident, list[Alert]]:
    """The reminder that is due since `due`, and at the deadline the escalation, unless somebody acknowledged it.

    `opening` is the alert of its last opening, in whose words the reminders are. Also the violation or incident as
    reminded.
    """
    overdue = (thing.deadline_at or now) <= now
    current = opening.model_copy(
        update={
            "created_at": now,
            "severity": thing.severity,
            "deadline_at": thing.deadline_at,
            "overdue": overdue,
            "acknowledged_by": thing.acknowledged_by,
            "acknowledged_at": thing.acknowledged_at,
        }
    )
    reminder = current.model_copy(
        update={
            "alert_id": id_of_change("reminder", thing.key, due),
            "kind": "reminder",
            "opening_alert": opening.key,
            "mention_channel": overdue and deadline.mention_channel,
        }
    )
    after = thing.model_copy(update={"reminded_at": now})
    channel = deadline.escalate_to
    if not overdue or thing.acknowledged_by or not channel or channel == opening.channel:
        return after, [reminder]
    first = {"baseline": False, "flapping": False, "previous_alert": None}
    named = {"alert_id": id_of_change("escalated", thing.key, due), "kind": "escalated", "channel": channel}
    escalated = current.model_copy(update={**first, **named})
    return after.model_copy(update={"escalation": escalated.key, "escalation_channel": channel}), [reminder, escalated]


def unmuted_alert(opening: Alert, thing: Violation | Incident, now: str) -> Alert:
    """What has the message about an opening written anew, once it is not muted any more."""
    named = {"alert_id": id_of_change("unmuted", thing.key, now), "kind": "changed", "created_at": now}
    return opening.model_copy(update={**named, "opening_alert": opening.key, "of_version": 0})
