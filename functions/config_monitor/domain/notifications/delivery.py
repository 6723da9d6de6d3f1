"""How far the telling of an alert has come, and when it is tried again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary

# A claim outlives the function that made it (60 s), so that a crash frees the alert and nothing else does.
LEASE_SECONDS = 90
QUIET_SECONDS, LONGEST_BASELINE_SECONDS = 15, 300
_FIRST_RETRY, _LAST_RETRY = 5, 60

SentAs = Literal["alone", "together", "resolved", "reply", "damped"]


class Receipt(BaseModel):
    """Where an alert was told: the message, and the thread in which what follows is told. A webhook says neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sent_as: SentAs
    sent_at: float = Field(description="epoch seconds of the thread's first message")
    channel_id: str | None = None
    ts: str | None = Field(default=None, description="the first message of the thread")
    batch: str | None = Field(default=None, description="the message that told this alert together with others")


class Delivery(BaseModel):
    """An alert with what was done about it; `not_before` is epoch seconds: a claim's or a pause's end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert: Alert
    unsent: bool
    written_at: int
    attempts: int = 0
    not_before: float = 0
    batch: str | None = Field(default=None, description="the message for which it was claimed last")
    receipt: Receipt | None = None


Kind = Literal["violations", "baseline"]


class Batch(BaseModel):
    """A message that told many alerts, kept so that it can be said again when some of them have ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_id: str
    rate_limit_key: str
    kind: Kind
    summary_of_alerts: AlertSummary
    receipt: Receipt
    ended: frozenset[str] = Field(default=frozenset(), description="`{kind}#{sort key of the opening}` of each ending")

    @property
    def counts(self) -> dict[str, int]:
        """How many openings ended, by the way they ended last: who was excepted may be fixed later."""
        last: dict[str, str] = {}
        for kind, _, opening in sorted(entry.partition("#") for entry in self.ended):
            last[opening] = kind  # in this order of words fixed and removed come after excepted
        return dict(Counter(last.values()))


def ended_in(endings: Iterable[Alert]) -> frozenset[str]:
    """What endings add to `ended` of the batch that told their openings."""
    return frozenset(f"{ending.kind}#{ending.answers.sk}" for ending in endings if ending.answers)


class Waiting(BaseModel):
    """What waits in a channel: alerts that are due, whether there are more, and when the first resting one is due."""

    model_config = ConfigDict(frozen=True)

    due: list[Delivery]
    more: bool = False
    next_at: float | None = None


def waiting_in_all(parts: Sequence[Waiting], limit: int) -> Waiting:
    """What waits in several channels as if it were one, the oldest `limit` of what is due."""
    due = sorted((d for part in parts for d in part.due), key=lambda d: d.alert.key.sk)
    return Waiting(
        due=due[:limit],
        more=len(due) > limit or any(part.more for part in parts),
        next_at=min((part.next_at for part in parts if part.next_at), default=None),
    )


class Backlog(BaseModel):
    """How many alerts of a channel wait, and since when, in epoch seconds."""

    model_config = ConfigDict(frozen=True)

    alerts: int
    oldest: int


class Plan(BaseModel):
    """What to tell in a channel now: openings in one message, each with the ending that overtook it, then endings."""

    model_config = ConfigDict(frozen=True)

    openings: list[Delivery]
    again: list[Delivery] = Field(description="flapping violations, each to be told in its own thread")
    baseline: list[Delivery]
    endings: list[Delivery]
    overtaking: list[Delivery] = Field(description="endings whose openings are told with them")
    next_at: float | None = Field(description="when what is left for now is due, in epoch seconds")


def due_messages(waiting: Waiting, now: float) -> Plan:
    """Sort what is due. A baseline waits until its rule has been quiet for a moment, so that it is told as one."""
    baseline = [d for d in waiting.due if d.alert.baseline]
    quiet_at = max((d.written_at for d in baseline), default=0) + QUIET_SECONDS
    oldest = min((d.written_at for d in baseline), default=0)
    early = bool(baseline) and quiet_at > now and oldest + LONGEST_BASELINE_SECONDS > now
    left = {d.alert.key for d in baseline} if early else set()
    openings = [d for d in waiting.due if not d.alert.answers and not d.alert.baseline]
    told = {d.alert.key for d in waiting.due if not d.alert.answers} - left
    endings = [d for d in waiting.due if d.alert.answers and d.alert.answers not in left]
    return Plan(
        openings=[d for d in openings if not d.alert.previous_alert],
        again=[d for d in openings if d.alert.previous_alert],
        baseline=[] if early else baseline,
        endings=[d for d in endings if d.alert.answers not in told],
        overtaking=[d for d in endings if d.alert.answers in told],
        next_at=min(filter(None, [waiting.next_at, quiet_at if early else None]), default=None),
    )


def retry_after(attempts: int) -> float:
    """How many seconds an alert rests after its n-th attempt: 5, 10, 20, 40, then a minute."""
    return float(min(_FIRST_RETRY << min(max(attempts - 1, 0), 8), _LAST_RETRY))
