"""Complete the message about an opening with what was reported later, in its place; never a message anew."""

from config_monitor.domain.notifications import LEASE_SECONDS, Alert, Delivery, Receipt, alert_context
from config_monitor.errors import NotifierError
from config_monitor.use_cases.alert_sender import AlertSender, SendOutcome

# What later reports add to or change of an opening.
OF_VIOLATION = ("resource_name", "owner", "change")
OF_INCIDENT = ("title", "status", "previous_status", "facts", "remediation")


def send_change(delivery: Delivery, sender: AlertSender) -> SendOutcome:
    """Add the change to the stored opening, then edit its message; pending while the opening waits to be sent.

    Who ends it writes the message again from the stored opening, so one that has ended is not edited here.
    """
    change = delivery.alert
    opening = sender.alerts.get(change.opening_alert) if change.opening_alert else None
    completed = _completed(opening.alert, change) if opening else None
    if completed and opening and completed != opening.alert:
        sender.alerts.amend(completed)
    if opening and opening.waits_for_channel:
        return "pending"
    claimed = sender.alerts.claim(change.key, now := sender.now(), now + LEASE_SECONDS)
    if not claimed:
        return "pending"
    receipt = opening.receipt if opening else None
    try:
        if receipt and completed and _can_be_edited(receipt, completed, sender):
            sender.edit(receipt, alert_context(sender.with_actions(completed)))
    except NotifierError as error:
        return sender.keep_for_retry([claimed], error)
    sent = receipt or Receipt(sent_as="with_opening", sent_at=sender.now())
    sender.mark_as([change], sent.model_copy(update={"sent_as": "with_opening", "mirrored": True}))
    return "sent"


def _completed(opening: Alert, change: Alert) -> Alert:
    """The opening with what it did not know of; as it is where it knows of something later than this change."""
    if change.of_version < opening.of_version:
        return opening
    stated = {name: getattr(change, name) for name in (OF_INCIDENT if opening.incident else OF_VIOLATION)}
    known = {name: value for name, value in stated.items() if value is not None}
    return opening.model_copy(update={**known, "of_version": change.of_version})


def _can_be_edited(receipt: Receipt, opening: Alert, sender: AlertSender) -> bool:
    """Whether the message is about this opening alone and still says that it is open."""
    alone = receipt.sent_as == "single" and receipt.message_id and sender.channels.notifier.threads
    subject = opening.violation or opening.incident
    return bool(alone and subject and sender.is_open(subject))
