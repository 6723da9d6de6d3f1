"""Look for messages whose answers were lost before they are posted again; what is there is marked sent."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from config_monitor.domain.notifications import Delivery, Receipt, SummaryKind, reference_of
from config_monitor.errors import NotifierBusy
from config_monitor.observability import logger
from config_monitor.ports import Posted
from config_monitor.use_cases.alert_sender import AlertSender
from config_monitor.use_cases.send_batch import mark_batch


def still_to_send(due: Sequence[Delivery], sender: AlertSender) -> list[Delivery]:
    """Leave out what the notifier has, which is marked sent, and what cannot be known now: that is looked for later."""
    unanswered = [delivery for delivery in due if delivery.unanswered and delivery.waits_for_channel]
    done = {key for posted_to in _by_thread(unanswered, sender) for key in _look_for(*posted_to, sender)}
    return [delivery for delivery in due if delivery.alert.key not in done]


def _look_for(thread: Receipt | None, deliveries: Sequence[Delivery], sender: AlertSender) -> set[object]:
    channel = (thread.channel_id if thread else None) or deliveries[0].alert.channel
    since = min(delivery.written_at for delivery in deliveries)
    try:
        by_reference = sender.channels.find(channel, since, thread.message_id if thread else None)
    except NotifierBusy as busy:
        logger.info("what was not answered is looked for later", extra={"channel": channel, "reason": str(busy)})
        return {delivery.alert.key for delivery in deliveries}
    messages: dict[str | None, tuple[Posted, list[Delivery]]] = {}
    for delivery in deliveries:
        if message := by_reference.get(delivery.batch or "") or by_reference.get(reference_of(delivery.alert.key)):
            messages.setdefault(message.message_id, (message, []))[1].append(delivery)
    for message, members in messages.values():
        _mark(members, replace(message, mirrored=not sender.channels.mirrors), thread, sender)
    return {delivery.alert.key for _, members in messages.values() for delivery in members}


def _mark(members: Sequence[Delivery], posted: Posted, thread: Receipt | None, sender: AlertSender) -> None:
    """As the message would have been marked, had it been answered."""
    openings = [d.alert for d in members if not d.alert.opening_alert]
    follow_ups = [d.alert for d in members if d.alert.opening_alert]
    if openings and thread:
        again = {"sent_as": "flapping", "mirrored": posted.mirrored}
        sender.mark_as(openings, thread.model_copy(update=again))
    elif len(openings) > 1 or any(alert.baseline for alert in openings):
        kind: SummaryKind = "baseline" if openings[0].baseline else "violations"
        mark_batch(kind, members[0].batch or sender.channels.new_id(), members, posted, sender)
    elif openings:
        sender.mark_sent(openings, posted, "single")
        sender.mark_sent(follow_ups, posted, "with_opening")
    else:
        sender.mark_sent(follow_ups, posted, "update" if follow_ups[0].is_update else "resolution")


def _by_thread(deliveries: Iterable[Delivery], sender: AlertSender) -> Iterable[tuple[Receipt | None, list[Delivery]]]:
    """By the thread, or else the channel, that each was posted to."""
    by_thread: dict[tuple[str, str | None], tuple[Receipt | None, list[Delivery]]] = {}
    for delivery in deliveries:
        thread = _thread_of(delivery, sender)
        posted_to = delivery.alert.channel, thread.message_id if thread else None
        by_thread.setdefault(posted_to, (thread, []))[1].append(delivery)
    return by_thread.values()


def _thread_of(delivery: Delivery, sender: AlertSender) -> Receipt | None:
    alert = delivery.alert
    before = sender.alerts.get(key) if (key := alert.opening_alert or alert.previous_alert) else None
    flaps_on = bool(alert.opening_alert) or bool(before and before.alert.flapping)
    return before.receipt if before and flaps_on and before.receipt and before.receipt.message_id else None
