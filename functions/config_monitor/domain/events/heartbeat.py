"""A heartbeat: what an agent says of itself once an hour."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Recorder = Literal["recording", "stopped", "absent", "unknown"]
Rules = Literal["some", "none", "unknown"]


class Heartbeat(BaseModel):
    """What an agent says of itself once an hour."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent_version: int
    recorder: Recorder = "unknown"
    rules: Rules = "unknown"
    undelivered: int | None = Field(
        default=None, ge=0, description="events on its queue that the hub's bus did not take"
    )
