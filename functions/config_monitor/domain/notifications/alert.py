"""An alert: what is to be notified, written in one transaction with the change it is about, sent by who claims it."""

from hashlib import sha256
from typing import Literal

from pydantic import Field

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import EventFact, ResourceChange, Severity
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey, ClosedAs
from config_monitor.domain.model import DomainModel

Opening = Literal["opened", "reopened"]
AlertKind = Opening | ClosedAs | Literal["updated", "changed", "event", "reminder", "escalated"]


class Alert(DomainModel):
    """All values of a message, as they were when the alert was written."""

    alert_id: str
    kind: AlertKind
    channel: str
    group: str = Field(description="the canonical rule, or source and kind of event: alerts of one group are batched")
    created_at: str
    severity: Severity
    account: str
    account_name: str | None = None
    team: str | None = None
    region: str
    partition: str = "aws"
    source: str
    detail_type: str
    title: str
    category: str
    previous_severity: Severity | None = Field(default=None, description="of an update: how bad it was before")
    status: str | None = None
    previous_status: str | None = None
    rule: str | None = None
    rule_name: str | None = None
    rule_arn: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    resource_name: str | None = Field(default=None, description="what people call the resource, if not by its id")
    owner: str | None = Field(default=None, description="the value of the resource's owner tag")
    change: ResourceChange | None = Field(default=None, description="what changed of it just before")
    annotation: str | None = None
    description: str | None = None
    remediation: str | None = None
    documentation: str | None = None
    console_url: str | None = None
    happened_at: str = Field(description="the evaluation's or the event's own time")
    opened_at: str | None = None
    resolved_at: str | None = None
    deadline_at: str | None = Field(default=None, description="until when the policy wants it ended")
    overdue: bool = Field(default=False, description="whether its deadline is over")
    mention_channel: bool = Field(default=False, description="of a reminder: whether it is to be noticed by everybody")
    reopened: int = 0
    flapping: bool = False
    baseline: bool = Field(default=False, description="a first evaluation: the rule is new here, the fault may be old")
    removed_because: str | None = Field(default=None, description="why it was removed, if not with its resource")
    violation: ViolationKey | None = None
    incident: IncidentKey | None = None
    exception: str | None = Field(default=None, description="what a violation is excepted for, and by whom")
    excepted_until: str | None = None
    exception_ended: str | None = Field(default=None, description="the exception that held until now")
    acknowledged_by: str | None = Field(default=None, description="who took it on")
    acknowledged_at: str | None = None
    muted_by: str | None = Field(default=None, description="who muted it")
    muted_until: str | None = None
    facts: tuple[EventFact, ...] = Field(default=(), description="what the source states besides, labelled")
    account_mismatch: str | None = Field(default=None, description="the other account that the event itself names")
    of_version: int = Field(default=0, description="the version of the violation or incident that it shows")
    opening_alert: AlertKey | None = Field(
        default=None, description="the alert of the opening that this one ends or updates"
    )
    previous_alert: AlertKey | None = Field(default=None, description="when flapping: the alert of the opening before")

    @property
    def name(self) -> str:
        """What people call its subject: a violation's resource by name and id, else the title."""
        if not self.violation or not self.resource_id:
            return self.title
        return f"{self.resource_name} ({self.resource_id})" if self.resource_name else self.resource_id

    @property
    def is_update(self) -> bool:
        """Whether it is about something still open, in the thread of its opening: a change or a reminder."""
        return self.kind in ("updated", "reminder")

    @property
    def key(self) -> AlertKey:
        """By channel and group, in order of time."""
        return AlertKey(channel=self.channel, group=self.group, position=f"{self.created_at}#{self.alert_id}")


def id_of_change(kind: str, key: ViolationKey | IncidentKey, *parts: str) -> str:
    """The same for the same change of the same thing, so that a repeated step writes its alert once."""
    return f"{kind}-{sha256('\n'.join([*key.model_dump().values(), *parts]).encode()).hexdigest()[:32]}"
