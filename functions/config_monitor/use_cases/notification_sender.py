"""Post notifications to channels: one sender at a time, a second between messages, each error answered as it asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from config_monitor.domain.notifications import Line, Notification, Receipt, code, line, pause_while_away
from config_monitor.errors import (
    FormRefused,
    NoSuchChannel,
    NotificationRefused,
    NotifierBusy,
    NotifierError,
    NotifierUnanswered,
    StorageBusy,
    ThreadGone,
)
from config_monitor.observability import logger
from config_monitor.ports import Clock, Notifier, Posted, RateLimiter

SPACING_SECONDS = 1.0  # a channel takes about one message a second
HOLD_SECONDS = 15.0  # longer than one exchange can take
PATIENCE_SECONDS = 6.0  # how long a sender waits for its turn before the notification is left for later
WRITE_PAUSES = (0.1,) * 10 + (0.5,) * 10 + (1.0,) * 30  # within the time that a function has after its last message
BUSY_SECONDS = 2.0  # the pause of a channel when the notifier is busy and does not say for how long


@dataclass(frozen=True)
class NotificationSender:
    """The notifier of all channels, its rate limiter, and mirrors: notifiers that get all that is posted.

    `sleep` takes seconds, `new_id` returns unique text, `default_channel` gets what has no channel of its own.
    """

    notifier: Notifier
    rate_limiter: RateLimiter
    clock: Clock
    sleep: Callable[[float], None]
    new_id: Callable[[], str]
    default_channel: str
    mirrors: Sequence[Notifier] = ()

    def now(self) -> float:
        """The present in epoch seconds."""
        return self.clock().timestamp()

    def post(self, channel: str, notification: Notification, thread: Receipt | Posted | None = None) -> Posted:
        """Post to a channel or into a thread, then what belongs to it, then to the mirrors.

        What is refused for its form is posted as text, what has no channel to the default one, what has no
        thread to its channel. Raises NotifierBusy (also when it is not this sender's turn soon), NotifierUnanswered or
        NotificationRefused for the notification itself; what fails after it is logged and counted.
        """
        posted = self._post_somewhere(channel, notification, thread)
        self._attach(posted, notification)
        return replace(posted, mirrored=self.mirror(channel, notification))

    def mirror(self, channel: str, notification: Notification) -> bool:
        """Post to the mirrors; False when one of them failed, which is logged and counted."""
        failed = 0
        for notifier in self.mirrors:
            try:
                notifier.post(channel, notification)
            except NotifierError as error:
                failed += 1
                logger.error("a notification was not mirrored", extra={"reason": str(error)})
        return not failed

    def check_answers(self, away_for: float = 0.0) -> None:
        """Raises NotifierBusy, with when to ask again, while the notifier answers nothing at all."""
        try:
            self.notifier.check_answers()
        except (NotifierBusy, NotifierUnanswered) as error:
            raise NotifierBusy(f"it still does not answer: {error}", pause_while_away(away_for)) from error

    def find(self, channel: str, since: float, thread: str | None = None) -> dict[str, Posted]:
        """What was posted since then, by reference; raises NotifierBusy while that cannot be known."""
        try:
            return self.notifier.find(channel, since, thread)
        except NotificationRefused as refused:
            logger.error("the history of a channel was not read", extra={"code": refused.code, "channel": channel})
            return {}
        except NotifierUnanswered as error:
            raise NotifierBusy(f"the history was not answered: {error}") from error

    def write_surely(self, write: Callable[[], None]) -> None:
        """Write down what was posted; a busy table is tried again, since what is not written is posted twice."""
        for pause in WRITE_PAUSES:
            try:
                return write()
            except StorageBusy:
                self.sleep(pause)
        return write()

    def edit(self, thread: Receipt | Posted, notification: Notification) -> None:
        """Replace the content of a thread's first message; raises NotifierBusy, NotifierUnanswered."""
        try:
            if thread.channel_id and thread.message_id:
                self.notifier.edit(thread.channel_id, thread.message_id, notification)
        except NotificationRefused as refused:
            logger.warning("an edit was refused", extra={"code": refused.code})

    def _post_somewhere(self, channel: str, notification: Notification, thread: Receipt | Posted | None) -> Posted:
        try:
            return self._post_in_turn(channel, notification, thread)
        except NotificationRefused as refused:
            logger.warning("a notification was refused", extra={"code": refused.code, "channel": channel})
            if isinstance(refused, FormRefused) and not notification.text_only:
                return self._post_somewhere(channel, notification.model_copy(update={"text_only": True}), thread)
            if isinstance(refused, ThreadGone | NoSuchChannel) and thread:
                return self._post_somewhere(channel, notification, None)
            if isinstance(refused, NoSuchChannel) and channel != self.default_channel:
                warned = notification.model_copy(update={"warning": _misdirected(channel, refused)})
                return self._post_somewhere(self.default_channel, warned, None)
            raise

    def _post_in_turn(self, channel: str, notification: Notification, thread: Receipt | Posted | None) -> Posted:
        """Post when the channel is free, and once more if the notifier asks for a short pause only."""
        try:
            return self._post_once(channel, notification, thread)
        except NotifierBusy as busy:
            if (busy.retry_after or 0) > PATIENCE_SECONDS:
                raise
        return self._post_once(channel, notification, thread)

    def _post_once(self, channel: str, notification: Notification, thread: Receipt | Posted | None) -> Posted:
        rate_limit_key = self.notifier.rate_limit_key(channel)
        holder = self._acquire(rate_limit_key)
        pause, delivered = SPACING_SECONDS, False
        try:
            if thread and thread.channel_id:
                posted = self.notifier.post(thread.channel_id, notification, thread.message_id)
            else:
                posted = self.notifier.post(channel, notification)
            delivered = True
            return posted
        except NotifierBusy as busy:
            pause = BUSY_SECONDS if busy.retry_after is None else max(busy.retry_after, SPACING_SECONDS)
            raise NotifierBusy(str(busy), pause) from busy
        finally:
            logger.info("post attempted", extra={"delivered": int(delivered)})
            self._release(rate_limit_key, holder, self.now() + pause)

    def _release(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next sender in; where the table is busy the turn ends by itself, and what was posted stays known."""
        try:
            self.rate_limiter.release(rate_limit_key, holder, free_at)
        except StorageBusy:
            logger.warning("a turn was not released", extra={"rate_limit_key": rate_limit_key})

    def _acquire(self, rate_limit_key: str) -> str:
        """Wait for this sender's turn; raises NotifierBusy when it does not come soon."""
        holder, until = self.new_id(), self.now() + PATIENCE_SECONDS
        while (
            free_at := self.rate_limiter.acquire(rate_limit_key, holder, now := self.now(), now + HOLD_SECONDS)
        ) is not None:
            if free_at > until:
                raise NotifierBusy("others are sending to the channel, or it is paused", free_at - now)
            self.sleep(max(free_at - now, 0.1))
        return holder

    def _attach(self, posted: Posted, notification: Notification) -> None:
        """Post images and details into the thread of their notification, which says what it has to say without them."""
        if not posted.channel_id or not posted.message_id:
            return
        sends: list[Callable[[], object]] = []
        if notification.images:
            sends = [partial(self.notifier.attach, posted.channel_id, posted.message_id, notification.images)]
        for reply in notification.details:
            sends.append(partial(self._post_in_turn, posted.channel_id, reply, posted))
        for send in sends:
            try:
                send()
            except Exception as error:  # whatever it is, the notification itself is sent and must not be sent again
                logger.warning("images or details of a notification were not sent", extra={"reason": repr(error)})
                if isinstance(error, NotifierBusy | NotifierUnanswered):
                    return


def _misdirected(channel: str, refused: NoSuchChannel) -> Line:
    return line(
        "⚠️ This was meant for ", code(channel), f", which does not exist or may not be written to ({refused.code})."
    )
