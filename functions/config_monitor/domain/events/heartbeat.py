"""A heartbeat: what an agent says of itself once an hour."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Recorder = Literal["recording", "stopped", "absent", "unknown"]
Rules = Literal["some", "none", "unknown"]


class Heartbeat(BaseModel):
    """What an agent says of itself once an hour."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent_version: int
    recorder: Recorder = "unknown"
    rules: Rules = "unknown"
