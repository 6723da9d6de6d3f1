"""The models of responses, from which and from the parameters the OpenAPI document is generated."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.notifications import NotificationState
from config_monitor.domain.queries import ListedException, ListedIncident, ListedViolation, ReportList
from config_monitor.domain.reports import Window


class StoredEvent(BaseModel):
    """An event as the table holds it; rows from before this system have the first twelve attributes, perhaps others."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="{published_at}-{event id}")
    account: str | None = None
    region: str | None = None
    source: str | None = None
    detail_type: str | None = None
    detail: str | None = Field(default=None, description="The service's own detail, as JSON in a string.")
    severity: float | None = Field(default=None, description="0 unrated to 5 critical.")
    resources: str | None = Field(default=None, description="ARNs, as JSON in a string.")
    published_at: float | None = Field(default=None, description="Epoch seconds.")
    updated_at: float | None = None
    expired_at: float | None = Field(default=None, description="Epoch seconds; the row goes some time after.")
    title: str | None = None
    category: str | None = None
    rule_name: str | None = Field(default=None, description="The rule as AWS Config calls this copy of it.")
    rule: str | None = Field(default=None, description="The rule's canonical name.")
    resource_type: str | None = None
    resource_id: str | None = None
    status: str | None = None
    previous_status: str | None = None
    annotation: str | None = Field(default=None, description="Free text of others: never to be shown as markup.")
    evaluated_at: str | None = None
    console_url: str | None = None
    not_notified_because: str | None = Field(
        default=None, description="Why nobody was notified at once: the entry of the policy, or what was known."
    )


class ShownEvent(StoredEvent):
    """One event in full."""

    notification: NotificationState | None = Field(default=None, description="Null: nobody was to be notified at once.")


class EventPage(BaseModel):
    """Some events; `cursor` continues with the next ones and is null at the end."""

    items: list[StoredEvent]
    cursor: str | None


class ViolationPage(BaseModel):
    """Some violations, oldest first; `cursor` continues with the next ones and is null at the end."""

    items: list[ListedViolation]
    cursor: str | None


class ReportRowItem(BaseModel):
    """A row of a report's lists: one change of a violation or incident, or how one was at the end of the period."""

    list: ReportList
    kind: Literal["violation", "incident"]
    closed_as: str | None = Field(
        description="Of resolved ones: `fixed`, or `removed` when the resource is gone; of incidents how they ended."
    )
    severity: int = Field(description="0 unrated to 5 critical.")
    rule_name: str | None = Field(description="Canonical: the same for all copies of a rule. Null for incidents.")
    source: str = Field(description="The service, such as aws.config.")
    title: str | None = Field(description="What happened, for incidents.")
    resource_type: str
    resource_id: str
    resource_name: str = Field(description="What people call it; else the last part of its ARN, or its id.")
    account: str
    account_name: str | None = Field(description="The policy's name for it today.")
    region: str
    since: str = Field(description="When it was resolved, for resolved ones; else when it opened.")
    opened_at: str
    excepted_until: str | None
    notified: bool = Field(description="Whether an opening had an alert of its own.")
    console_url: str | None
    due_at: str | None = Field(description="Until when the policy wants it ended, of resolved, overdue and open ones.")


class ReportRowPage(BaseModel):
    """Some rows of a report; `cursor` asks for the next ones and is null at the end."""

    items: list[ReportRowItem]
    cursor: str | None


class PerformanceWindows(BaseModel):
    """How fast and how reliably violations are known, notified and fixed, up to the last day with figures."""

    windows: list[Window] = Field(description="7, 28 and 90 days; none before the first report.")


class IncidentPage(BaseModel):
    """Some incidents, oldest first; `cursor` continues with the next ones and is null at the end."""

    items: list[ListedIncident]
    cursor: str | None


class ExceptionPage(BaseModel):
    """Some exceptions, the first to end first; `cursor` asks for the next ones and is null at the end."""

    items: list[ListedException]
    cursor: str | None


class AskedException(BaseModel):
    """What was started; the exception is in the lists within seconds, or once a second person has agreed."""

    id: str = Field(description="The exception's.")
    second_person: bool = Field(description="Whether a second approver is asked in Slack before it holds.")


class ExportLink(BaseModel):
    """An export too large for a response."""

    url: str = Field(description="Works for 15 minutes.")
    rows: int
    cursor: str | None = Field(description="Exports the rest, when there was no time for all; else null.")


class WrongParameter(BaseModel):
    """What is wrong with one parameter."""

    field: str
    reason: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    title: str
    status: int
    detail: str
    errors: list[WrongParameter] = []
