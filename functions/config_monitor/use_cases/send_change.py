"""Complete the message about an opening with what a configuration item that came later says; never a message anew."""

from config_monitor.domain.notifications import LEASE_SECONDS, Alert, Delivery, Receipt, alert_context
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, Outcome


def send_change(delivery: Delivery, sender: AlertSender) -> Outcome:
    """Add the change to the stored opening, then edit its message; pending while the opening waits to be sent.

    Who ends the violation writes the message again from the stored opening, so one that has ended is not edited here.
    """
    change = delivery.alert
    opening = sender.alerts.get(change.opening_alert) if change.opening_alert else None
    completed = _completed(opening.alert, change) if opening else None
    if completed:
        sender.alerts.amend(completed)
    if opening and opening.waits_for_channel:
        return "pending"
    claimed = sender.alerts.claim(change.key, now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    receipt = opening.receipt if opening else None
    try:
        if receipt and completed and _can_be_edited(receipt, completed, sender):
            sender.edit(receipt, alert_context(completed))
    except NotifierError as error:
        return sender.keep_for_retry([claimed], error)
    sent = receipt or Receipt(sent_as="with_opening", sent_at=sender.now())
    sender.mark_as([change], sent.model_copy(update={"sent_as": "with_opening", "mirrored": True}))
    return "sent"


def _completed(opening: Alert, change: Alert) -> Alert:
    """The opening with the names, the owner and the change that it did not know of."""
    stated = {name: getattr(change, name) for name in ("resource_name", "owner", "change")}
    return opening.model_copy(update={name: value for name, value in stated.items() if value is not None})


def _can_be_edited(receipt: Receipt, opening: Alert, sender: AlertSender) -> bool:
    """Whether the message is about this opening alone and still says that it is open."""
    alone = receipt.sent_as == "single" and receipt.message_id and sender.channels.notifier.threads
    return bool(alone and opening.violation and sender.is_open(opening.violation))
