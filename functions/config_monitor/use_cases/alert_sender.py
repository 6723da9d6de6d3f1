"""Send alerts: post and edit their notifications, mark them sent, or keep them for a later try."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.notifications import (
    MOST_REFERENCES,
    Alert,
    Delivery,
    MessageContext,
    Notification,
    Receipt,
    SentAs,
    pause_after_unanswered,
    reference_of,
    retry_after,
)
from config_monitor.errors import NotifierBusy, NotifierError, NotifierUnanswered
from config_monitor.observability import logger
from config_monitor.ports import Alerts, NotificationWriter, Posted
from config_monitor.use_cases.measure_times import measure_notification
from config_monitor.use_cases.notification_sender import NotificationSender

SendOutcome = Literal["sent", "held", "pending"]


@dataclass(frozen=True)
class AlertSender:
    """What sending alerts works with; `is_open` says whether a violation or incident is open now.

    `with_actions` answers the alert of an opening with what people decided of it since.
    """

    channels: NotificationSender
    alerts: Alerts
    writer: NotificationWriter
    is_open: Callable[[ViolationKey | IncidentKey], bool]
    with_actions: Callable[[Alert], Alert] = lambda alert: alert

    def now(self) -> float:
        """The present in epoch seconds."""
        return self.channels.now()

    def rate_limit_key(self, channel: str) -> str:
        """What the rate limit of a channel is counted by."""
        return self.channels.notifier.rate_limit_key(channel)

    def write(self, context: MessageContext) -> Notification:
        """The notification that a template makes of a context."""
        return self.writer.write(context)

    def post(self, claimed: Sequence[Delivery], context: MessageContext, thread: Receipt | None = None) -> Posted:
        """Post what was claimed for one message to its channel or into a thread; raises NotifierError."""
        references = tuple(reference_of(delivery.alert.key) for delivery in claimed[:MOST_REFERENCES])
        notification = self.write(context).model_copy(update={"references": references})
        return self.channels.post(claimed[0].alert.channel, notification, thread)

    def edit(self, thread: Receipt, context: MessageContext) -> None:
        """Replace the content of a thread's first message; raises NotifierBusy, NotifierUnanswered."""
        self.channels.edit(thread, self.write(context))

    def mark_sent(self, alerts: Sequence[Alert], posted: Posted, sent_as: SentAs) -> None:
        """Write down where alerts were sent."""
        self.mark_as(
            alerts,
            Receipt(
                sent_as=sent_as,
                sent_at=self.now(),
                channel_id=posted.channel_id,
                message_id=posted.message_id,
                mirrored=posted.mirrored,
            ),
        )

    def mark_as(self, alerts: Sequence[Alert], receipt: Receipt) -> None:
        """Write down that alerts were sent as `receipt` says."""
        measure_notification(alerts, receipt.sent_at)
        keys, retry_at = [alert.key for alert in alerts], self.now() + retry_after(1)
        self.channels.write_surely(lambda: self.alerts.mark_sent(keys, receipt, retry_at))

    def check_answers(self, claimed: Sequence[Delivery]) -> None:
        """Before posting again what was not answered: raises NotifierBusy while the notifier answers nothing."""
        if waiting := [delivery for delivery in claimed if delivery.unanswered]:
            self.channels.check_answers(self.now() - min(delivery.written_at for delivery in waiting))

    def keep_for_retry(self, claimed: Sequence[Delivery], error: NotifierError | None = None) -> SendOutcome:
        """Give claimed alerts back for a later try."""
        asked = (error.retry_after or 0) if isinstance(error, NotifierBusy) else 0
        pause = max(asked, retry_after(max(delivery.attempts for delivery in claimed)))
        unanswered = 0
        if isinstance(error, NotifierUnanswered):
            unanswered = max(delivery.unanswered for delivery in claimed) + 1
            pause = pause_after_unanswered(unanswered)
        self.alerts.release([delivery.alert.key for delivery in claimed], self.now() + pause, unanswered)
        logger.info("not sent yet", extra={"alerts": len(claimed), "reason": str(error), "retry_seconds": int(pause)})
        return "pending"
