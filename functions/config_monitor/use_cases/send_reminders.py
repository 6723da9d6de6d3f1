"""Send reminders of deadlines: to the thread of the message they are about, or to the channel where they are many."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    Alert,
    Delivery,
    Receipt,
    alert_context,
    reminders_context,
)
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome


def send_reminders(reminders: Sequence[Delivery], opening: Delivery | None, sender: AlertSender) -> SendOutcome:
    """Send reminders in one message; what has ended since they were written is left out.

    `opening` is one of the openings that one message is about; None sends them to their channel. A message about one
    opening says from its deadline on that it is overdue; it is edited first, since an edit can be done twice unseen.
    """
    claimed = sender.alerts.claim_all([r.alert.key for r in reminders], now := sender.now(), now + LEASE_SECONDS)
    alerts = [taken.alert for taken in claimed]
    current = [alert for alert in alerts if (key := alert.violation or alert.incident) and sender.is_open(key)]
    if not current:
        sender.mark_as(alerts, Receipt(sent_as="update", sent_at=now))
        return "sent" if alerts else "pending"
    thread = opening.receipt if opening else None
    try:
        sender.check_answers(claimed)
        if opening and thread and not thread.batch and current[0].overdue:
            sender.edit(thread, alert_context(_overdue(opening.alert, current[0])))
        posted = sender.post(claimed, reminders_context(current), thread)
    except NotifierError as error:
        return sender.keep_for_retry(claimed, error)
    sender.mark_sent(alerts, posted, "update")
    return "sent"


def _overdue(opening: Alert, reminder: Alert) -> Alert:
    """The opening with what its message shows differently from its deadline on."""
    changed = ("severity", "deadline_at", "overdue", "acknowledged_by", "acknowledged_at")
    return opening.model_copy(update={name: getattr(reminder, name) for name in changed})
