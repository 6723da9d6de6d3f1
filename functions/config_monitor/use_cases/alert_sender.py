"""Say something in a channel: one sender at a time, a second between messages, Slack's errors each taken as meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from config_monitor.domain.notifications import (
    Alert,
    Delivery,
    Message,
    Receipt,
    SentAs,
    code,
    escape_mrkdwn,
    retry_after,
)
from config_monitor.errors import NotificationRefused, NotifierBusy, NotifierError
from config_monitor.observability import logger
from config_monitor.ports import Alerts, Clock, MessageWriter, Posted, RateLimiter, Slack

Outcome = Literal["sent", "held", "pending"]

SPACING_SECONDS = 1.0  # Slack takes about one message a second and channel
HOLD_SECONDS = 15.0  # longer than one exchange can take
PATIENCE_SECONDS = 6.0  # how long a sender waits for its turn before it leaves the message to deliver_alerts
UNSAID_PAUSE_SECONDS = 2.0  # the pause of a channel when Slack is busy and does not say for how long

CHANNEL_TROUBLE = {"channel_not_found", "is_archived", "channel_is_archived", "not_in_channel", "no_service"}
BLOCK_TROUBLE = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "msg_blocks_too_long",
    "msg_too_long",
    "too_many_attachments",
    "invalid_payload",
}
THREAD_TROUBLE = {"thread_not_found", "message_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}


@dataclass(frozen=True)
class AlertSender:
    """The ports of telling, and a voice that keeps Slack's pace. `sleep` takes seconds, `new_id` gives unique text."""

    slack: Slack
    alerts: Alerts
    rate_limiter: RateLimiter
    writer: MessageWriter
    clock: Clock
    sleep: Callable[[float], None]
    new_id: Callable[[], str]
    default_channel: str

    def now(self) -> float:
        """The present in epoch seconds."""
        return self.clock().timestamp()

    def post(self, channel: str, message: Message, thread: Receipt | None = None) -> Posted:
        """Post; what Slack refuses for its form is said plainly, what has no channel in the default one.

        Raises NotifierBusy (also when it is not this sender's turn soon), NotifierUnanswered or NotificationRefused.
        """
        try:
            return self._post_in_turn(channel, message, thread)
        except NotificationRefused as refused:
            logger.warning("Slack refused a message", extra={"code": refused.code, "channel": channel})
            if refused.code in BLOCK_TROUBLE and message.blocks:
                return self.post(channel, message.as_text(), thread)
            if refused.code in (*THREAD_TROUBLE, *CHANNEL_TROUBLE) and thread:
                return self.post(channel, message)
            if refused.code in CHANNEL_TROUBLE and channel != self.default_channel:
                return self.post(self.default_channel, message.with_note(_misdirected(channel, refused.code)))
            raise

    def edit(self, channel_id: str, ts: str, message: Message | None) -> None:
        """Put another text in the place of a posted one, if Slack lets us; raises NotifierBusy, NotifierUnanswered."""
        if message is None:
            return
        try:
            self.slack.edit(channel_id, ts, message)
        except NotificationRefused as refused:
            logger.warning("Slack refused an edit", extra={"code": refused.code})

    def mark_sent(self, alerts: Sequence[Alert], posted: Posted, sent_as: SentAs) -> None:
        """Write down where alerts were told."""
        receipt = Receipt(sent_as=sent_as, sent_at=self.now(), channel_id=posted.channel_id, ts=posted.ts)
        self.alerts.mark_sent([alert.key for alert in alerts], receipt)

    def leave(self, claimed: Sequence[Delivery], error: NotifierError) -> Outcome:
        """Give claimed alerts back for a later try."""
        asked = (error.retry_after or 0) if isinstance(error, NotifierBusy) else 0
        rest = max(asked, retry_after(max(delivery.attempts for delivery in claimed)))
        self.alerts.rest([delivery.alert.key for delivery in claimed], self.now() + rest)
        logger.info("not told yet", extra={"alerts": len(claimed), "reason": str(error), "rest_seconds": int(rest)})
        return "pending"

    def _post_in_turn(self, channel: str, message: Message, thread: Receipt | None) -> Posted:
        """Post when the channel is free, and once more if Slack asks for a short pause only."""
        try:
            return self._post_once(channel, message, thread)
        except NotifierBusy as busy:
            if (busy.retry_after or 0) > PATIENCE_SECONDS:
                raise
        return self._post_once(channel, message, thread)

    def _post_once(self, channel: str, message: Message, thread: Receipt | None) -> Posted:
        rate_limit_key = self.slack.rate_limit_key(channel)
        holder = self._acquire(rate_limit_key)
        pause = SPACING_SECONDS
        try:
            if thread and thread.channel_id:
                return self.slack.post(thread.channel_id, message, thread.ts)
            return self.slack.post(channel, message)
        except NotifierBusy as busy:
            pause = UNSAID_PAUSE_SECONDS if busy.retry_after is None else max(busy.retry_after, SPACING_SECONDS)
            raise NotifierBusy(str(busy), pause) from busy
        finally:
            self.rate_limiter.leave(rate_limit_key, holder, self.now() + pause)

    def _acquire(self, rate_limit_key: str) -> str:
        """Wait for this sender's turn; raises NotifierBusy when it does not come soon."""
        holder, until = self.new_id(), self.now() + PATIENCE_SECONDS
        while (
            free_at := self.rate_limiter.enter(rate_limit_key, holder, now := self.now(), now + HOLD_SECONDS)
        ) is not None:
            if free_at > until:
                raise NotifierBusy("the channel is spoken to by others or paused", free_at - now)
            self.sleep(max(free_at - now, 0.1))
        return holder


def _misdirected(channel: str, reason: str) -> str:
    why = escape_mrkdwn(reason)
    return f":warning: This was meant for {code(channel)}, which Slack did not find or let us write to ({why})."
