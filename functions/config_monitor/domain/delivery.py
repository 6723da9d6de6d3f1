"""How far the telling of an alert has come, and when it is tried again."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.alert import Alert

# A claim outlives the function that made it (60 s), so that a crash frees the alert and nothing else does.
LEASE_SECONDS = 90
_FIRST_RETRY, _LAST_RETRY = 5, 60

ToldAs = Literal["alone", "together", "resolved", "reply", "damped"]


class Receipt(BaseModel):
    """Where an alert was told: the message, and the thread in which what follows is told. A webhook says neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    told_as: ToldAs
    told_at: float = Field(description="epoch seconds of the thread's first message")
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


def retry_after(attempts: int) -> float:
    """How many seconds an alert rests after its n-th attempt: 5, 10, 20, 40, then a minute."""
    return float(min(_FIRST_RETRY << min(max(attempts - 1, 0), 8), _LAST_RETRY))
