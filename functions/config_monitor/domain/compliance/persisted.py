"""The output of PersistEvent: whether the event is new, what it changed, and the alerts to send now or why none."""

from typing import Literal

from pydantic import Field

from config_monitor.domain.compliance.violation import ViolationChange
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.model import DomainModel
from config_monitor.domain.reasons import Reason


class Persisted(DomainModel):
    """The output; `notify` is immediate (NotifySlack sends `alerts`), digest (the daily report lists it) or none."""

    outcome: Literal["stored", "duplicate"]
    change: ViolationChange | Literal["updated", "ended"] = "unchanged"
    notify: Literal["immediate", "digest", "none"] = "none"
    reason: Reason | None = Field(default=None, description="why nobody is notified at once")
    alerts: list[AlertKey] = []
