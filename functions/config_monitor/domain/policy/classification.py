"""What ClassifyEvent answers: the event with its severity, and which channel is notified of it, and when."""

from typing import Literal, Self

from pydantic import Field

from config_monitor.domain.events import Event
from config_monitor.domain.model import DomainModel
from config_monitor.domain.reasons import Reason
from config_monitor.domain.resources import KnownResource


class Route(DomainModel):
    """Which channel is notified of an event, and when: at once, in the daily digest, or never."""

    channel: str
    notify: Literal["immediate", "digest", "none"]
    reason: Reason | None = Field(default=None, description="why it is not immediate, if it is not")
    account_name: str | None = Field(default=None, description="the policy's name for the account")
    team: str | None = None
    exception: str | None = Field(default=None, description="why the violation is excepted, if it is")
    excepted_until: str | None = Field(default=None, description="when that exception ends")
    deadline_days: int | None = Field(default=None, description="how long it may be open; None: for ever")


class Classified(DomainModel):
    """An event with its severity and its route."""

    event: Event
    route: Route
    severity_source: str | None = Field(
        default=None, description="the source of the severity: policy, source, one of the catalogue's, or unlisted"
    )
    description: str | None = Field(default=None, description="what is wrong, in one sentence, from the catalogue")
    documentation: str | None = Field(default=None, description="the rule's page in AWS's documentation")
    resource: KnownResource | None = Field(default=None, description="what is known of the resource concerned")

    def with_reason(self, reason: Reason | None) -> Self:
        """The event with the reason that its history row keeps, when more is known than its route."""
        return self.model_copy(update={"route": self.route.model_copy(update={"reason": reason})})
