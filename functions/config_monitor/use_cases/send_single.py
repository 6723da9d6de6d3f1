"""Send one alert: claimed, posted, marked sent; what keeps the notifier from taking it leaves it for the next try."""

from collections.abc import Sequence

from config_monitor.domain.notifications import LEASE_SECONDS, Delivery, alert_context, flapping_context
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome

# A flapping violation is posted anew in its channel once a day; without threads, no more than once an hour.
FLAPPING_SECONDS, FLAPPING_QUIET_SECONDS = 86400.0, 3600.0


def send_single(delivery: Delivery, sender: AlertSender, overtaking: Sequence[Delivery] = ()) -> SendOutcome:
    """Send an alert in a message of its own: as it is after its updates, and as ended once it has a resolution."""
    alert = delivery.alert
    keys = [alert.key, *(follow_up.alert.key for follow_up in overtaking)]
    claimed = sender.alerts.claim_all(keys, now := sender.now(), now + LEASE_SECONDS)
    if alert.key not in {taken.alert.key for taken in claimed}:
        sender.alerts.release([taken.alert.key for taken in claimed], now)
        return "pending"
    follow_ups = sorted((t.alert for t in claimed if t.alert.opening_alert), key=lambda a: a.happened_at)
    last = next((a for a in reversed(follow_ups) if not a.is_update), None)
    current = next((a for a in reversed(follow_ups) if a.is_update), alert)
    try:
        sender.check_answers(claimed)
        posted = sender.post(claimed, alert_context(current, last))
    except NotifierError as error:
        return sender.keep_for_retry(claimed, error)
    sender.mark_sent([alert], posted, "single")
    sender.mark_sent(follow_ups, posted, "with_opening")
    return "sent"


def send_flapping(delivery: Delivery, sender: AlertSender) -> SendOutcome:
    """Send that a flapping violation opened once more: into the thread about the flapping, not into the channel."""
    alert = delivery.alert
    before = sender.alerts.get(alert.previous_alert) if alert.previous_alert else None
    if before and before.waits_for_channel:
        return "pending"
    thread = before.receipt if before and before.alert.flapping else None
    age = sender.now() - thread.sent_at if thread else FLAPPING_SECONDS
    if not thread or age >= (FLAPPING_SECONDS if thread.message_id else FLAPPING_QUIET_SECONDS):
        return send_single(delivery, sender)
    claimed = sender.alerts.claim(alert.key, now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    mirrored = True
    try:
        if thread.message_id:
            sender.check_answers([claimed])
            sender.edit(thread, alert_context(alert))
            mirrored = sender.post([claimed], flapping_context(alert), thread).mirrored
    except NotifierError as error:
        return sender.keep_for_retry([claimed], error)
    sender.mark_as([alert], thread.model_copy(update={"sent_as": "flapping", "mirrored": mirrored}))
    return "sent"
