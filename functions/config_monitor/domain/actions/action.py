"""An action: one thing that a person does about a violation or an incident, by a button or by the API."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Severity, one_line
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy import Author, OverrideScope

ActionKind = Literal[
    "acknowledge", "mute", "except", "details", "approve", "undo_acknowledge", "undo_mute", "undo_except"
]
LONGEST_REASON = 500


class Action(DomainModel):
    """A person's action; `action_id` is the same whenever the same click arrives again."""

    action_id: str
    kind: ActionKind
    by: Author
    at: str = Field(description="when it was received, a stored instant")
    origin: Literal["slack", "api"] = "slack"
    alert: AlertKey | None = Field(default=None, description="the alert whose message has the button")
    violation: ViolationKey | None = Field(default=None, description="what it is about, where there is no alert")
    incident: IncidentKey | None = Field(default=None, description="the same, of an incident")
    exception_id: str | None = Field(default=None, description="the exception that it ends")
    request: str | None = Field(default=None, description="the exception request that it approves")
    days: int | None = Field(default=None, description="of a mute: 1, 7 or 30")
    reason: str | None = None
    expires: date | None = Field(default=None, description="of an exception: its last day, in UTC")
    scope: OverrideScope = "resource"
    severity: Severity | None = Field(default=None, description="how severe the worst is that it excepts")
    channel_id: str | None = Field(default=None, description="where the button was pressed")
    message_id: str | None = None
    confirmed_by: Author | None = Field(default=None, description="the second person, where two are asked for")
    confirmed_at: str | None = None


def wrong_exception(reason: str, expires: str, today: date, longest_days: int) -> Mapping[str, str]:
    """What is wrong with an exception that somebody wants, by field: `reason`, `expires`; empty when nothing is."""
    faults = {}
    if not one_line(reason):
        faults["reason"] = "A reason is needed."
    elif len(reason) > LONGEST_REASON:
        faults["reason"] = f"At most {LONGEST_REASON} characters."
    try:
        day = date.fromisoformat(expires)
    except ValueError:
        return {**faults, "expires": "A date is needed, such as 2027-03-31."}
    if day < today:
        faults["expires"] = "This day is over; choose a later one."
    elif day > (latest := today + timedelta(days=longest_days)):
        faults["expires"] = f"At most {longest_days} days from now, so until {latest.isoformat()}."
    return faults
