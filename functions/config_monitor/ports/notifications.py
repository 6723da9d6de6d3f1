"""Alerts, the rate limit of each channel, and the channels themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.lifecycle import AlertKey
    from config_monitor.domain.notifications import (
        Alert,
        Backlog,
        Batch,
        Delivery,
        Image,
        MessageContext,
        Notification,
        Receipt,
        Storm,
        SummaryAction,
        Waiting,
    )


@dataclass(frozen=True)
class Posted:
    """Where a message is; a notifier without threads gives no ids."""

    channel_id: str | None
    message_id: str | None
    mirrored: bool = True  # False when a mirror did not take it


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

    def check_answers(self) -> None:
        """Ask for something harmless; raises NotifierBusy or NotifierUnanswered when no answer comes."""
        ...

    def find(self, channel: str, since: float, thread: str | None = None) -> dict[str, Posted]:
        """What was posted to a channel or thread since then (epoch seconds), by reference, where it may look."""
        ...

    def attach(self, channel_id: str, message_id: str, images: Sequence[Image]) -> None:
        """Show images in the thread of a posted message; a notifier that showed them by links does nothing."""
        ...


class NotificationWriter(Protocol):
    """Whoever puts facts into words."""

    def write(self, context: MessageContext) -> Notification:
        """The notification that the template of the context makes of its values."""
        ...


class Alerts(Protocol):
    """Alerts that wait and that were sent; times are epoch seconds."""

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

    def amend(self, alert: Alert) -> None:
        """Replace what a stored alert says, sent or not; nothing happens when it is gone."""
        ...

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert until `until`; None when it is sent, taken by another sender, or to be tried later."""
        ...

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message."""
        ...

    def release(self, keys: Iterable[AlertKey], retry_at: float, unanswered: int = 0) -> None:
        """Give claimed alerts back, with the number of `unanswered` posts; nobody takes them before `retry_at`."""
        ...

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt, retry_at: float = 0) -> None:
        """Write down where alerts were sent; those that are not `mirrored` stay unsent, and are due at `retry_at`."""
        ...

    def keep_batch(self, batch: Batch) -> None:
        """Store a message about many alerts: from now on all of them count as sent."""
        ...

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        """A message about many alerts; None when it was never sent."""
        ...

    def resolve_in_batch(self, rate_limit_key: str, batch_id: str, resolutions: frozenset[str]) -> Batch | None:
        """Add resolutions to a stored batch, each once however often it is added; None when it is gone."""
        ...

    def act_in_batch(
        self, rate_limit_key: str, batch_id: str, done: SummaryAction, open_again: frozenset[str]
    ) -> Batch | None:
        """Add what somebody did to all of a stored batch, unless a later action of its kind is there.

        `open_again` are the resolutions that an undone exception takes back. The batch as it is then; None when gone.
        """
        ...


class RateLimiter(Protocol):
    """How fast and how often a channel gets messages; times are epoch seconds."""

    def acquire(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        """Be the only sender under a key until `until` at most: None when acquired, else when it may be free."""
        ...

    def release(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next sender in, from `free_at` on."""
        ...

    def open_group_interval(
        self, rate_limit_key: str, group: str, opener: str, since: float, until: float
    ) -> float | None:
        """Be the first of a group: None when its group interval was opened until `until`.

        Else, where the one that another alert opened was open at `since` or later: until when.
        """
        ...

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        """Keep a group interval open, or open it: something of the group was sent just now."""
        ...

    def count(self, rate_limit_key: str, counted: str, now: float, seconds: float) -> int:
        """Count one more and answer which one it is; `seconds` after the first one the count begins anew."""
        ...

    def storm(self, rate_limit_key: str) -> Storm | None:
        """The last storm under a key, over or not."""
        ...

    def keep_storm(self, rate_limit_key: str, storm: Storm) -> None:
        """Store a storm in place of the one before."""
        ...

    def join_storm(self, rate_limit_key: str, group: str) -> None:
        """Add a group, by its `group_id`, to the storm."""
        ...
