"""Alerts, the rate limit of each channel, and the channels themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import AlertKey
    from config_monitor.domain.notifications import (
        Backlog,
        Batch,
        Delivery,
        Image,
        Message,
        Notification,
        Receipt,
        Waiting,
    )


@dataclass(frozen=True)
class Posted:
    """Where Slack put a message; a webhook does not say."""

    channel_id: str | None
    ts: str | None


class Slack(Protocol):
    """Slack's channels; every method raises NotifierError, whose subclasses say what that means for the message."""

    @property
    def threads(self) -> bool:
        """Whether messages can be answered and edited."""
        ...

    def rate_limit_key(self, channel: str) -> str:
        """What Slack's limit of one message a second holds for, when a channel is meant."""
        ...

    def post(self, channel: str, message: Message, thread: str | None = None) -> Posted:
        """Post to a channel, by name or id, or into the thread of one of its messages."""
        ...

    def edit(self, channel_id: str, ts: str, message: Message) -> None:
        """Put another text in the place of a posted one."""
        ...


class Notifier(Protocol):
    """Whoever brings notifications to people; `post`, `edit` and `attach` raise a NotifierError."""

    @property
    def threads(self) -> bool:
        """Whether posted messages can be edited and replied to."""
        ...

    def rate_limit_key(self, channel: str) -> str:
        """What the limit of one message a second is counted by, for a channel: channels with one key share it."""
        ...

    def fits(self, notification: Notification) -> bool:
        """Whether the notification is shown whole; what does not fit is cut."""
        ...

    def post(self, channel: str, notification: Notification, thread: str | None = None) -> Posted:
        """Post to a channel, by name or id, or reply to the message with the id `thread`.

        A notifier that takes no files shows `images` by their links.
        """
        ...

    def edit(self, channel_id: str, message_id: str, notification: Notification) -> None:
        """Replace the content of a posted message."""
        ...

    def attach(self, channel_id: str, message_id: str, images: Sequence[Image]) -> None:
        """Show images in the thread of a posted message; a notifier that showed them by links does nothing."""
        ...


class MessageWriter(Protocol):
    """Whoever puts facts into words."""

    def write(self, template: str, colour: str, facts: Mapping[str, Any]) -> Message:
        """The message that a template makes of facts, with a bar of that colour."""
        ...


class Alerts(Protocol):
    """Alerts that wait and that were told; times are epoch seconds."""

    def get(self, key: AlertKey) -> Delivery | None:
        """One alert, read consistently; None when it is not there."""
        ...

    def get_all(self, keys: Iterable[AlertKey]) -> dict[AlertKey, Delivery]:
        """Several alerts, read consistently; those that are not there are left out."""
        ...

    def unsent(self, channel: str, now: float, limit: int) -> Waiting:
        """What waits in a channel, the oldest `limit` of those that are due; may lag behind by a moment."""
        ...

    def backlog(self) -> dict[str, Backlog]:
        """Every channel with unsent alerts."""
        ...

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert that nobody holds, until `until`; None when it is sent, held or resting."""
        ...

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message."""
        ...

    def rest(self, keys: Iterable[AlertKey], until: float) -> None:
        """Give claimed alerts back; nobody takes them before `until`."""
        ...

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt) -> None:
        """Write down that alerts were told, and where."""
        ...

    def keep_batch(self, batch: Batch) -> None:
        """Keep a message that told many alerts: from now on all of them count as told."""
        ...

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        """A message that told many alerts; None when it was never sent."""
        ...

    def end_in_batch(self, rate_limit_key: str, batch_id: str, ended: frozenset[str]) -> Batch | None:
        """Add endings to a kept message, each once however often it is added; None when it is not kept any more."""
        ...


class RateLimiter(Protocol):
    """How fast and how often a channel is spoken to; times are epoch seconds."""

    def enter(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        """Be the lane's only sender until `until` at most: None when entered, else when it may be free."""
        ...

    def leave(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next one in, from `free_at` on."""
        ...

    def open_group_interval(self, rate_limit_key: str, group: str, opener: str, now: float, until: float) -> bool:
        """Be the first of a group in a lane; False while the window of another one is open."""
        ...

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        """Keep a group's window open: something of the group was told just now."""
        ...
