"""The delivery of alerts: what was sent, what is due in a channel, and when a failed alert is tried again.

All times are epoch seconds.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import ConfigDict, Field

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.model import DomainModel
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary

# A claim outlives the function that made it (60 s), so that a crash frees the alert and nothing else does.
LEASE_SECONDS = 90
QUIET_SECONDS, LONGEST_BASELINE_SECONDS = 15, 300
_FIRST_RETRY, _LAST_RETRY = 5, 60
# How long after each post that was not answered it may be posted once more: four times in the first hour, then hourly.
_UNANSWERED_PAUSES, _HOURLY = (30, 300, 900, 2_400), 3_600
# How often a notifier is asked whether it answers at all: a pause of half the time that it was away, within bounds.
_FIRST_LOOK, _LAST_LOOK, _LONG_AWAY = 30, 900, 7_200

# How an alert was sent: in a message of its own, with many others, only in the thread of its flapping violation, as a
# resolution, as an update, or as either in the message of its own opening.
SentAs = Literal["single", "batch", "flapping", "resolution", "update", "with_opening"]
SummaryKind = Literal["violations", "baseline"]


# As many references as one message carries; a summary has that of its batch alone.
MOST_REFERENCES = 100


class Receipt(DomainModel):
    """Where an alert was sent: the message, and the thread for what follows. A webhook gives no ids."""

    sent_as: SentAs
    sent_at: float = Field(description="when the thread's first message was sent")
    channel_id: str | None = None
    message_id: str | None = Field(default=None, description="the thread's first message")
    batch: str | None = Field(default=None, description="the batch with which this alert was sent")
    mirrored: bool = Field(default=True, description="False: the channel has it, a mirror does not yet")


class Delivery(DomainModel):
    """An alert with the state of its delivery; nobody claims it before `retry_at`, the end of a claim or of a pause."""

    alert: Alert
    unsent: bool
    written_at: int
    attempts: int = 0
    retry_at: float = 0
    batch: str | None = Field(default=None, description="the batch for which it was claimed last")
    receipt: Receipt | None = None
    unanswered: int = Field(default=0, description="posts of it that were not answered: each may have been taken")

    @property
    def waits_for_channel(self) -> bool:
        """Whether its channel does not have it yet; what has a receipt is unsent only for its mirrors."""
        return self.unsent and self.receipt is None

    @property
    def completes_opening(self) -> bool:
        """Whether it only edits the message about its opening, and has not done so yet."""
        return self.alert.kind == "changed" and self.receipt is None

    @property
    def reminds(self) -> bool:
        """Whether it reminds people of a deadline, and has not done so yet."""
        return self.alert.kind == "reminder" and self.receipt is None


class SummaryAction(DomainModel):
    """What somebody did below a summary, to all that it is about and that it could be done to."""

    at: str = Field(description="when, a stored instant; the newest of a kind counts")
    kind: Literal["acknowledge", "mute", "except"]
    by: str
    number: int
    until: str | None = Field(default=None, description="of a mute an instant, of an exception its last day")
    undone: bool


class Batch(DomainModel):
    """A message about many alerts, stored so that it can be edited when some of their violations have ended."""

    batch_id: str
    rate_limit_key: str
    kind: SummaryKind
    summary: AlertSummary
    receipt: Receipt
    members: list[tuple[str, str, list[str]]] = Field(
        default=[], description="its openings that people can act on: channel, group, and positions in that"
    )
    resolutions: frozenset[str] = Field(default=frozenset(), description="`{kind}#{sort key of the opening}` of each")

    actions: tuple[SummaryAction, ...] = Field(default=(), description="the last action of each kind, or its undoing")

    @property
    def keys(self) -> list[AlertKey]:
        """The keys of `members`, in an order that stays."""
        return [
            AlertKey(channel=channel, group=group, position=position)
            for channel, group, positions in self.members
            for position in positions
        ]

    @property
    def counts(self) -> dict[str, int]:
        """How many openings ended, by the way they ended last: an excepted one may be fixed later."""
        last: dict[str, str] = {}
        entries = [(kind, opening) for kind, _, opening in (entry.partition("#") for entry in self.resolutions)]
        for kind, opening in sorted(entries, key=lambda entry: (entry[0] != "excepted", entry)):
            last[opening] = kind
        return dict(Counter(last.values()))


def reference_of(key: AlertKey) -> str:
    """What finds the message of an alert again, in 16 characters."""
    return hashlib.sha256(key.model_dump_json().encode()).hexdigest()[:16]


def resolutions_of(alerts: Iterable[Alert]) -> frozenset[str]:
    """The entries of alerts for `Batch.resolutions` of the batch with their openings; only ends have one."""
    ends = ((alert.kind, alert.opening_alert) for alert in alerts if not alert.is_update)
    return frozenset(f"{kind}#{opening.position}" for kind, opening in ends if opening)


class Waiting(DomainModel):
    """The unsent alerts of a channel: those that are due, whether there are more, and when the next one is due."""

    due: list[Delivery]
    more: bool = False
    next_at: float | None = None


def waiting_in_all(parts: Sequence[Waiting], limit: int) -> Waiting:
    """The unsent alerts of several channels as if they were one channel: the oldest `limit` of those that are due."""
    due = sorted((d for part in parts for d in part.due), key=lambda d: d.alert.key.position)
    return Waiting(
        due=due[:limit],
        more=len(due) > limit or any(part.more for part in parts),
        next_at=min((part.next_at for part in parts if part.next_at), default=None),
    )


class Backlog(DomainModel):
    """How many alerts of a channel wait, and since when."""

    alerts: int
    oldest: int


class DueMessages(DomainModel):
    """What to send in a channel now, by the kind of message that it needs."""

    model_config = ConfigDict(frozen=False)

    openings: list[Delivery] = []
    baseline: list[Delivery] = []
    flapping: list[Delivery] = Field(default=[], description="each goes to the thread of its flapping violation")
    resolutions: list[Delivery] = Field(default=[], description="their openings were sent before")
    changes: list[Delivery] = Field(default=[], description="they complete the messages about their openings")
    reminders: list[Delivery] = Field(default=[], description="of deadlines; their openings were sent before")
    updates: list[Delivery] = Field(default=[], description="of what is still open; their openings were sent before")
    overtaking: dict[AlertKey, list[Delivery]] = Field(
        default={}, description="resolutions and updates that are sent with their openings, by the opening"
    )
    unmirrored: list[Delivery] = Field(default=[], description="the channel has them, a mirror does not yet")
    next_at: float | None = Field(default=None, description="when something that is left is due")

    def overtaking_all(self, openings: Iterable[Delivery]) -> list[Delivery]:
        """The resolutions and updates that are sent with these openings."""
        return [ended for opening in openings for ended in self.overtaking.get(opening.alert.key, [])]


def due_messages(waiting: Waiting, now: float) -> DueMessages:
    """The alerts that are due, by the kind of message that they need.

    A resolution or update is sent with its opening when that is due too, and never before it. A baseline waits until no
    more alerts of it came for 15 seconds, at most 5 minutes, so that it is one message.
    """
    complete_at = _baseline_complete_at(waiting.due, now)
    due = DueMessages(next_at=min(filter(None, [waiting.next_at, complete_at]), default=None))
    due.changes += [d for d in waiting.due if d.completes_opening]
    due.reminders += [d for d in waiting.due if d.reminds]
    follow_ups, not_yet = [], set()
    for delivery in (d for d in waiting.due if not d.completes_opening and not d.reminds):
        alert = delivery.alert
        if delivery.receipt:
            due.unmirrored.append(delivery)
        elif alert.opening_alert:
            follow_ups.append((alert.opening_alert, delivery))
        elif alert.baseline and complete_at:
            not_yet.add(alert.key)
        elif alert.baseline:
            due.baseline.append(delivery)
        elif alert.previous_alert:
            due.flapping.append(delivery)
            not_yet.add(alert.key)
        else:
            due.openings.append(delivery)
    sent_now = {delivery.alert.key for delivery in (*due.openings, *due.baseline)}
    for opening, delivery in follow_ups:
        if opening in sent_now:
            due.overtaking.setdefault(opening, []).append(delivery)
        elif opening not in not_yet:
            (due.updates if delivery.alert.is_update else due.resolutions).append(delivery)
    return due


def _baseline_complete_at(due: Sequence[Delivery], now: float) -> float | None:
    """When the baseline among the due alerts may be sent; None when it may be sent now, or when there is none."""
    times = [delivery.written_at for delivery in due if delivery.alert.baseline]
    if not times or min(times) + LONGEST_BASELINE_SECONDS <= now:
        return None
    complete_at = max(times) + QUIET_SECONDS
    return complete_at if complete_at > now else None


def retry_after(attempts: int) -> float:
    """How many seconds an alert waits after its n-th attempt: 5, 10, 20, 40, then a minute."""
    return float(min(_FIRST_RETRY << min(max(attempts - 1, 0), 8), _LAST_RETRY))


def pause_after_unanswered(posts: int) -> float:
    """Seconds until what was posted so many times without an answer may be posted again; each time may double it."""
    return float(_UNANSWERED_PAUSES[posts - 1] if posts <= len(_UNANSWERED_PAUSES) else _HOURLY)


def pause_while_away(seconds: float) -> float:
    """Seconds until a notifier that has not answered for so long is asked again: 30 s to 15 min, an hour after two."""
    return float(_HOURLY if seconds >= _LONG_AWAY else min(max(seconds / 2, _FIRST_LOOK), _LAST_LOOK))
