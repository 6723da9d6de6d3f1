"""Send many alerts of a channel in one message: what a storm held back, what waited for the notifier, or a baseline."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    SIZES,
    Alert,
    Batch,
    Delivery,
    Notification,
    Receipt,
    SummaryKind,
    batch_context,
    resolutions_of,
    summarise_alerts,
)
from config_monitor.errors import NotifierError
from config_monitor.ports import Posted
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome
from config_monitor.use_cases.group_interval import keep_storm


def send_batch(
    kind: SummaryKind, openings: Sequence[Delivery], overtaking: Sequence[Delivery], sender: AlertSender
) -> SendOutcome:
    """Send openings that share a rate limit, with the resolutions and updates that overtook them, in one message.

    The alerts are claimed for a batch, and the batch is stored with one write once the message is posted: should this
    function end before every alert is marked, the next one finds the batch and only marks what is left.
    """
    channel = openings[0].alert.channel
    rate_limit_key = sender.rate_limit_key(channel)
    waiting = _not_sent_before(rate_limit_key, [*openings, *overtaking], sender)
    if not waiting:
        return "sent"
    batch_id, now = sender.channels.new_id(), sender.now()
    claimed = sender.alerts.claim_all([d.alert.key for d in waiting], now, now + LEASE_SECONDS, batch_id)
    alerts = [d.alert for d in claimed if not d.alert.opening_alert]
    if not alerts:
        sender.alerts.release([d.alert.key for d in claimed], now)
        return "pending"
    batch, notification = _summary(kind, batch_id, claimed, sender)
    try:
        sender.check_answers(claimed)
        posted = sender.channels.post(channel, notification)
    except NotifierError as error:
        return sender.keep_for_retry(claimed, error)
    _mark(batch, claimed, posted, sender)
    return "sent"


def mark_batch(
    kind: SummaryKind, batch_id: str, deliveries: Sequence[Delivery], posted: Posted, sender: AlertSender
) -> None:
    """Write down a summary of deliveries that turned out to be posted."""
    batch, _ = _summary(kind, batch_id, deliveries, sender)
    _mark(batch, deliveries, posted, sender)


def _summary(
    kind: SummaryKind, batch_id: str, deliveries: Sequence[Delivery], sender: AlertSender
) -> tuple[Batch, Notification]:
    alerts = [d.alert for d in deliveries if not d.alert.opening_alert]
    batch = Batch(
        batch_id=batch_id,
        rate_limit_key=sender.rate_limit_key(alerts[0].channel),
        kind=kind,
        summary=summarise_alerts(alerts),
        receipt=Receipt(sent_as="batch", sent_at=sender.now(), batch=batch_id),
        members=_members(alerts),
        resolutions=resolutions_of(d.alert for d in deliveries),
    )
    notification, batch = _fitting(alerts, batch, sender)
    return batch, notification.model_copy(update={"references": (batch_id,)})


def _mark(batch: Batch, deliveries: Sequence[Delivery], posted: Posted, sender: AlertSender) -> None:
    """One write, from which on all count as sent; then each of them."""
    where = {"channel_id": posted.channel_id, "message_id": posted.message_id, "mirrored": posted.mirrored}
    receipt = batch.receipt.model_copy(update={**where, "sent_at": sender.now()})
    sender.channels.write_surely(lambda: sender.alerts.keep_batch(batch.model_copy(update={"receipt": receipt})))
    sender.mark_as([d.alert for d in deliveries], receipt)
    keep_storm(batch.rate_limit_key, [d.alert for d in deliveries if not d.alert.opening_alert], sender)


def _not_sent_before(rate_limit_key: str, deliveries: Sequence[Delivery], sender: AlertSender) -> list[Delivery]:
    """Leave out, and mark, what an earlier message says whose sender ended before it marked all of its alerts."""
    batches = {b: sender.alerts.batch(rate_limit_key, b) for b in {d.batch for d in deliveries} if b}
    for batch_id, batch in batches.items():
        if batch:
            sender.mark_as([d.alert for d in deliveries if d.batch == batch_id], batch.receipt)
    return [d for d in deliveries if not (d.batch and batches[d.batch])]


def _fitting(alerts: Sequence[Alert], batch: Batch, sender: AlertSender) -> tuple[Notification, Batch]:
    """The longest summary that the notifier shows whole; the shortest one always fits."""
    for size in SIZES:
        batch = batch.model_copy(update={"summary": summarise_alerts(alerts, size)})
        notification = sender.write(batch_context(batch, alerts))
        if sender.channels.notifier.fits(notification):
            break
    return notification, batch


def _members(alerts: Sequence[Alert]) -> list[tuple[str, str, list[str]]]:
    """Those that people can act on, in little space."""
    positions: dict[tuple[str, str], list[str]] = {}
    for alert in alerts:
        if alert.violation or alert.incident:
            positions.setdefault((alert.channel, alert.group), []).append(alert.key.position)
    return [(channel, group, those) for (channel, group), those in positions.items()]
