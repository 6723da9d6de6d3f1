"""Send what changed of incidents that are still open, to the threads of the messages about their openings."""

from collections.abc import Sequence

from config_monitor.domain.notifications import LEASE_SECONDS, Delivery, updates_context
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome


def send_update(delivery: Delivery, sender: AlertSender) -> SendOutcome:
    """Send one update, unless its opening still waits: then deliver_alerts sends both in one message."""
    key = delivery.alert.opening_alert
    opening = sender.alerts.get(key) if key else None
    return "pending" if opening and opening.waits_for_channel else send_updates([delivery], opening, sender)


def send_updates(updates: Sequence[Delivery], opening: Delivery | None, sender: AlertSender) -> SendOutcome:
    """Send updates of what one message opened, to its thread; `opening` is one of its openings, if it is known.

    The first message stays as it is: an update that was delayed may follow the end, which has edited it.
    """
    claimed = sender.alerts.claim_all([u.alert.key for u in updates], now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    alerts = [taken.alert for taken in claimed]
    thread = opening.receipt if opening and opening.receipt and opening.receipt.message_id else None
    threaded = thread if sender.channels.notifier.threads else None
    try:
        sender.check_answers(claimed)
        posted = sender.post(claimed, updates_context(alerts), threaded)
    except NotifierError as error:
        return sender.keep_for_retry(claimed, error)
    sender.mark_sent(alerts, posted, "update")
    return "sent"
