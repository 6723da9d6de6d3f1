"""A request for an exception that needs a second person."""

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.actions.action import Action
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.incidents import IncidentKey


class ExceptionRequest(BaseModel):
    """What the first person wants, kept until a second one approves; its id is that of the first one's action."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action
    key: ViolationKey | IncidentKey
    approved_by: str | None = Field(default=None, description="the id of the second person")

    @property
    def id(self) -> str:
        """By what the button of approval finds it."""
        return self.action.action_id
