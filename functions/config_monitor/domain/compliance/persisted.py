"""The output of PersistEvent: whether the event is new, what it changed, and the alerts to send now or why none."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance.violation import ViolationChange
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.reasons import Reason


class Persisted(BaseModel):
    """The output; `notify` is immediate (NotifySlack sends `alerts`), digest (the daily report lists it) or none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Literal["stored", "duplicate"]
    change: ViolationChange | Literal["updated", "ended"] = "unchanged"
    notify: Literal["immediate", "digest", "none"] = "none"
    reason: Reason | None = Field(default=None, description="why nobody is notified at once")
    alerts: list[AlertKey] = []
