"""A notifier that keeps what it is sent and can fail, and a rate limiter in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from config_monitor.adapters.slack.blocks import SlackMessage, slack_message
from config_monitor.domain.notifications import Image, Notification, Storm
from config_monitor.errors import NotifierError
from config_monitor.ports import Posted


@dataclass
class Sent:
    """One notification that was posted or edited; `message` is what Slack would show of it."""

    via: str
    at: float
    channel: str
    thread: str | None
    message_id: str
    notification: Notification

    @property
    def message(self) -> SlackMessage:
        return slack_message(self.notification)

    @property
    def text(self) -> str:
        return self.message.text


@dataclass
class FakeNotifier:
    """Takes notifications; `trouble` is asked before each, and may raise, or raise after it was taken."""

    now: Callable[[], float] = lambda: 0.0
    threads: bool = True
    sent: list[Sent] = field(default_factory=list)
    trouble: Callable[[str], NotifierError | None] = lambda _channel: None
    takes: bool = False
    away: NotifierError | None = None
    reads_history: bool = False
    checks: int = 0
    seconds: float = 0.3
    wait: Callable[[float], None] = lambda _seconds: None

    def rate_limit_key(self, channel: str) -> str:
        return channel if self.threads else "webhook"

    def fits(self, notification: Notification) -> bool:
        return slack_message(notification).whole

    def post(self, channel: str, notification: Notification, thread: str | None = None) -> Posted:
        self.wait(self.seconds)
        error = self.trouble(channel)
        if error and not self.takes:
            raise error
        message_id = f"{len(self.sent)}.0"
        self.sent.append(Sent("post", self.now(), channel, thread, message_id, notification))
        if error:
            raise error
        return Posted(channel, message_id) if self.threads else Posted(None, None)

    def edit(self, channel_id: str, message_id: str, notification: Notification) -> None:
        if error := self.trouble(channel_id):
            raise error
        self.sent.append(Sent("edit", self.now(), channel_id, None, message_id, notification))

    def check_answers(self) -> None:
        self.checks += 1
        if error := self.away:
            raise error

    def find(self, channel: str, since: float, thread: str | None = None) -> dict[str, Posted]:
        if self.away:
            raise self.away
        posts = self.posts if self.reads_history else []
        return {
            reference: Posted(post.channel, post.message_id)
            for post in posts
            for reference in post.notification.references
            if (post.channel, post.thread) == (channel, thread) and post.at >= since - 60
        }

    def attach(self, channel_id: str, _message_id: str, _images: Sequence[Image]) -> None:
        if error := self.trouble(channel_id):
            raise error

    @property
    def posts(self) -> list[Sent]:
        return [sent for sent in self.sent if sent.via == "post"]


class FakeRateLimiter:
    """The rate limit of each channel and the group intervals in memory."""

    def __init__(self) -> None:
        self.free_at: dict[str, float] = {}
        self.held: dict[str, tuple[str, float]] = {}
        self.intervals: dict[tuple[str, str], tuple[str, float]] = {}
        self.counts: dict[tuple[str, str], tuple[float, int]] = {}
        self.storms: dict[str, Storm] = {}

    def acquire(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        if self.free_at.get(rate_limit_key, 0) > now:
            return self.free_at[rate_limit_key]
        if rate_limit_key in self.held and self.held[rate_limit_key][1] > now:
            return now + 0.5
        self.held[rate_limit_key] = holder, until
        return None

    def release(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        if self.held.get(rate_limit_key, ("", 0))[0] == holder:
            del self.held[rate_limit_key]
            self.free_at[rate_limit_key] = free_at

    def open_group_interval(
        self, rate_limit_key: str, group: str, opener: str, since: float, until: float
    ) -> float | None:
        held = self.intervals.get((rate_limit_key, group), ("", 0.0))
        if held[1] > since and held[0] != opener:
            return held[1]
        self.intervals[rate_limit_key, group] = opener, until
        return None

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        opener, before = self.intervals.get((rate_limit_key, group), ("", 0.0))
        self.intervals[rate_limit_key, group] = opener, max(until, before)

    def count(self, rate_limit_key: str, counted: str, now: float, seconds: float) -> int:
        began, messages = self.counts.get((rate_limit_key, counted), (now, 0))
        began, messages = (began, messages + 1) if began > now - seconds else (now, 1)
        self.counts[rate_limit_key, counted] = began, messages
        return messages

    def storm(self, rate_limit_key: str) -> Storm | None:
        return self.storms.get(rate_limit_key)

    def keep_storm(self, rate_limit_key: str, storm: Storm) -> None:
        self.storms[rate_limit_key] = storm

    def join_storm(self, rate_limit_key: str, group: str) -> None:
        storm = self.storms[rate_limit_key]
        self.storms[rate_limit_key] = storm.model_copy(update={"groups": storm.groups | {group}})
