"""The notification of an event as the API shows it: sent or waiting, and why not in a message of its own."""

from typing import Literal, Self

from pydantic import Field

from config_monitor.domain.events import from_epoch
from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications.constant_reasons import BASELINE
from config_monitor.domain.notifications.delivery import Delivery
from config_monitor.domain.reasons import Reason, ReasonCode


class NotificationState(DomainModel):
    """The notification of one event."""

    state: Literal["sent", "waiting"]
    channel: str
    sent_at: str | None = Field(default=None, description="ISO 8601, UTC")
    reason: Reason | None = Field(default=None, description="why it had or has no message of its own at once")

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """The state of an alert's delivery."""
        receipt = delivery.receipt
        return cls(
            state="waiting" if delivery.waits_for_channel else "sent",
            channel=delivery.alert.channel,
            sent_at=from_epoch(receipt.sent_at) if receipt else None,
            reason=delivery_reason(delivery),
        )


def delivery_reason(delivery: Delivery) -> Reason | None:
    """Why an alert had or has no message of its own at once; None when it had one."""
    if delivery.alert.baseline:
        return BASELINE
    receipt = delivery.receipt
    if receipt is None:
        return _waiting(delivery)
    sent_at = from_epoch(receipt.sent_at)
    if receipt.sent_as == "batch":
        why = f"Notified in one message with other alerts of its channel at {sent_at}."
        return Reason(code=ReasonCode.GROUPED, sentence=why)
    if receipt.sent_as == "flapping":
        why = f"Flapping: notified at {sent_at} with the openings before it."
        return Reason(code=ReasonCode.FLAPPING, sentence=why)
    if receipt.sent_as == "with_opening":
        return Reason(code=ReasonCode.GROUPED, sentence=f"Notified at {sent_at} in the message of its own opening.")
    return None


def _waiting(delivery: Delivery) -> Reason:
    if delivery.attempts:
        attempts = "1 attempt" if delivery.attempts == 1 else f"{delivery.attempts} attempts"
        why = f"Not delivered after {attempts}; the next is due at {from_epoch(delivery.retry_at)}."
        return Reason(code=ReasonCode.NOT_DELIVERED, sentence=why)
    if delivery.alert.flapping:
        why = "Flapping: it waits to be notified with the openings before it."
        return Reason(code=ReasonCode.FLAPPING, sentence=why)
    why = "It waits for the group interval or the rate limit of its channel, to be notified with others."
    return Reason(code=ReasonCode.GROUPED, sentence=why)
