"""Send to the mirrors, such as a topic, what they did not take when the channel took it; the channel gets nothing."""

from collections.abc import Sequence

from config_monitor.domain.notifications import (
    LEASE_SECONDS,
    Delivery,
    MessageContext,
    alert_context,
    flapping_context,
    reminders_context,
    resolution_context,
    summary_context,
    updates_context,
)
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome


def send_to_mirrors(deliveries: Sequence[Delivery], sender: AlertSender) -> SendOutcome:
    """Send alerts that their channel has to the mirrors: one notification for each batch, one for each other alert."""
    claimed = sender.alerts.claim_all([d.alert.key for d in deliveries], now := sender.now(), now + LEASE_SECONDS)
    outcomes = {_mirror(together, sender) for together in _by_message(claimed)}
    return "pending" if "pending" in outcomes else "sent"


def _mirror(deliveries: Sequence[Delivery], sender: AlertSender) -> SendOutcome:
    first = deliveries[0]
    if not sender.channels.mirror(first.alert.channel, sender.write(_context(deliveries, sender))):
        return sender.keep_for_retry(deliveries)
    if first.receipt:
        sender.mark_as([d.alert for d in deliveries], first.receipt.model_copy(update={"mirrored": True}))
    return "sent"


def _by_message(deliveries: Sequence[Delivery]) -> list[list[Delivery]]:
    messages: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        batch = delivery.receipt.batch if delivery.receipt else None
        messages.setdefault(batch or delivery.alert.key.position, []).append(delivery)
    return list(messages.values())


def _context(deliveries: Sequence[Delivery], sender: AlertSender) -> MessageContext:
    alert, receipt = deliveries[0].alert, deliveries[0].receipt
    if receipt and receipt.batch:
        batch = sender.alerts.batch(sender.rate_limit_key(alert.channel), receipt.batch)
        if batch:
            return summary_context(batch.summary, batch.kind, batch.counts, [d.alert for d in deliveries])
    if alert.is_update:
        return (reminders_context if alert.kind == "reminder" else updates_context)([alert])
    if alert.opening_alert:
        return resolution_context(alert)
    return flapping_context(alert) if receipt and receipt.sent_as == "flapping" else alert_context(alert)
