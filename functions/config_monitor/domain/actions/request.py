"""A request for an exception that needs a second person."""

from pydantic import Field

from config_monitor.domain.actions.action import Action
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy import Author


class ExceptionRequest(DomainModel):
    """What the first person wants, and who agreed; its id is that of the first one's action."""

    action: Action
    key: ViolationKey | IncidentKey
    approved_by: Author | None = Field(default=None, description="the second person: who agreed first")
    approved_at: str | None = None

    @property
    def id(self) -> str:
        """By what the button of approval finds it."""
        return self.action.action_id

    @property
    def agreed(self) -> Action:
        """The action that both people want, the same one however many press the button."""
        confirmed = {"confirmed_by": self.approved_by, "confirmed_at": self.approved_at}
        return self.action.model_copy(update={"action_id": f"{self.id}-approved", **confirmed})
