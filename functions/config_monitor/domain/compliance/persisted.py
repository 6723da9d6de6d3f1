"""What PersistEvent answers: whether the event is new, what it changed, and which alerts wait to be sent."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance.violation import AlertKey, Change


class Persisted(BaseModel):
    """`tell` is `now` when NotifySlack should send `alerts`, `later` when the digest will, else `nothing`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Literal["stored", "duplicate"]
    change: Change = "unchanged"
    tell: Literal["now", "later", "nothing"] = "nothing"
    alerts: list[AlertKey] = []
