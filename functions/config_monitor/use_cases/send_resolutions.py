"""Send how violations ended, to the threads of the messages about their openings; never before those."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    Alert,
    Delivery,
    MessageContext,
    Receipt,
    alert_context,
    batch_context,
    resolution_context,
    resolutions_context,
    resolutions_of,
)
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome


def send_resolution(delivery: Delivery, sender: AlertSender) -> SendOutcome:
    """Send one resolution, unless its opening still waits: then deliver_alerts sends both in one message."""
    key = delivery.alert.opening_alert
    opening = sender.alerts.get(key) if key else None
    return "pending" if opening and opening.waits_for_channel else send_resolutions([delivery], opening, sender)


def send_resolutions(resolutions: Sequence[Delivery], opening: Delivery | None, sender: AlertSender) -> SendOutcome:
    """Send resolutions whose openings are in one message, to its thread; `opening` is one of those, if it is known.

    The first message is edited before the reply is posted: an edit can be done twice unseen, a reply cannot.
    """
    claimed = sender.alerts.claim_all([r.alert.key for r in resolutions], now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    alerts = [taken.alert for taken in claimed]
    thread = opening.receipt if opening else None
    if thread and thread.sent_as == "flapping" and not thread.message_id:
        sender.mark_as(alerts, thread.model_copy(update={"mirrored": True}))
        return "sent"
    threaded = thread if thread and thread.message_id and sender.channels.notifier.threads else None
    try:
        sender.check_answers(claimed)
        if opening and threaded and (first := _first_message(opening, alerts, threaded, sender)):
            sender.edit(threaded, first)
        posted = sender.post(claimed, _reply(alerts), threaded)
    except NotifierError as error:
        return sender.keep_for_retry(claimed, error)
    sender.mark_sent(alerts, posted, "resolution")
    return "sent"


def _first_message(
    opening: Delivery, resolutions: Sequence[Alert], thread: Receipt, sender: AlertSender
) -> MessageContext | None:
    """What the message about the openings says from now on; None when it is not known any more."""
    if not thread.batch:
        return alert_context(opening.alert, max(resolutions, key=lambda resolution: resolution.happened_at))
    key = sender.rate_limit_key(opening.alert.channel)
    batch = sender.alerts.resolve_in_batch(key, thread.batch, resolutions_of(resolutions))
    return batch_context(batch) if batch else None


def _reply(resolutions: Sequence[Alert]) -> MessageContext:
    return resolution_context(resolutions[0]) if len(resolutions) == 1 else resolutions_context(resolutions)
