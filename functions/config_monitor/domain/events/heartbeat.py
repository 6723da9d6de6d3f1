"""A heartbeat: what an agent says of itself once an hour."""

from typing import Literal

from pydantic import Field

from config_monitor.domain.model import DomainModel

Recorder = Literal["recording", "stopped", "absent", "unknown"]
Rules = Literal["some", "none", "unknown"]


class Heartbeat(DomainModel):
    """What an agent says of itself once an hour."""

    agent_version: int
    recorder: Recorder = "unknown"
    rules: Rules = "unknown"
    undelivered: int | None = Field(
        default=None, ge=0, description="events on its queue that the hub's bus did not take"
    )
