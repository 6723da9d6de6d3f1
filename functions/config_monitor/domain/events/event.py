"""An event: one fact that a service reported about one account, in the table's existing schema."""

from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import Field

from config_monitor.domain.events.fact import EventFact
from config_monitor.domain.events.heartbeat import Heartbeat
from config_monitor.domain.events.incident_report import IncidentReport
from config_monitor.domain.events.resource_facts import ResourceFacts
from config_monitor.domain.events.rule_inventory import RuleInventory
from config_monitor.domain.events.severity import Severity
from config_monitor.domain.model import DomainModel

RETENTION_DAYS = 90
"""How long events are kept unless the stack says otherwise, and what is gone at least."""
RETENTION_SECONDS = RETENTION_DAYS * 86400

CONFIG_COMPLIANCE = "Config Rules Compliance Change"
CONFIG_ITEM = "Config Configuration Item Change"


class ComplianceStatus(StrEnum):
    """What AWS Config says of a rule and a resource."""

    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Evaluation(DomainModel):
    """The part of an event that only a Config compliance change has: one rule's result for one resource."""

    rule_name: str = Field(description="the raw name, for links and API calls")
    rule: str = Field(description="the canonical name, for severity, remediation, exceptions and counting")
    rule_arn: str | None = None
    resource_type: str
    resource_id: str
    status: ComplianceStatus
    previous_status: ComplianceStatus | None = None
    previous_at: str | None = Field(
        default=None, description="when the previous result was recorded, if the event says"
    )
    annotation: str | None = None
    evaluated_at: str = Field(description="resultRecordedTime; orders evaluations")
    ordered_at: str | None = Field(
        default=None, description="orderingTimestamp: when the resource was as it was evaluated, if the event says"
    )
    managed_rule: str | None = Field(
        default=None, description="the managed rule that it is by the inventory, where its name says otherwise"
    )
    account_wide: bool = Field(default=False, description="a check of the whole account, which every region makes")


class Removal(DomainModel):
    """The part of a configuration item change that ends the violations of a resource.

    `what` is gone: the resource itself; its recording in this region, of what other regions may record on; or the
    results of its evaluations, while the resource may live on.
    """

    resource_type: str
    resource_id: str
    removed_at: str
    what: Literal["resource", "recording", "results"] = "resource"


class Event(DomainModel):
    """What ParseEvent makes of a raw event and every later step reads.

    `published_at` is the envelope's time in epoch seconds; `detail` is the service's own detail, cut only
    where it is too large to travel or rest, which `config_monitor_cut` in it then says.
    """

    event_id: str
    account: str
    region: str
    partition: str = "aws"
    source: str
    detail_type: str
    detail: dict[str, Any]
    resources: list[str] = []
    published_at: int
    title: str = Field(description="one plain line, no markup: what happened to what")
    category: str = Field(description="security, compliance, availability, operations, cost or change")
    severity: Severity = Field(default=Severity.UNRATED, description="what the source says; ClassifyEvent decides")
    source_severity: Severity | None = Field(
        default=None, description="of an incident: what its source says, where the policy decided otherwise"
    )
    resource_type: str | None = None
    resource_id: str | None = None
    status: str | None = Field(default=None, description="the source's own word: NON_COMPLIANT, ALARM, open, ...")
    previous_status: str | None = None
    annotation: str | None = Field(default=None, description="what the source adds in free text; never trusted")
    remediation: str | None = Field(default=None, description="what to do, in our words")
    console_url: str | None = Field(default=None, description="the page of the right region and partition")
    evaluated_at: str | None = None
    evaluation: Evaluation | None = None
    removal: Removal | None = None
    resource: ResourceFacts | None = Field(default=None, description="what a configuration item says of its resource")
    heartbeat: Heartbeat | None = Field(default=None, description="an agent's sign of life, and no history")
    incident: IncidentReport | None = Field(default=None, description="what it says of something that begins and ends")
    rule_inventory: RuleInventory | None = Field(default=None, description="an agent's list of rules, and no history")
    facts: tuple[EventFact, ...] = Field(default=(), description="labelled values for messages, in order of importance")
    sender_account: str | None = Field(default=None, description="the envelope's, where another account is concerned")
    sender_region: str | None = Field(default=None, description="the envelope's, where another region is concerned")
    claimed: bool = Field(default=False, description="the sender may not speak for the account in `account_mismatch`")
    account_mismatch: str | None = Field(default=None, description="the other account that `detail` names, if it does")

    @property
    def id(self) -> str:
        """The existing schema's id: `{published_at}-{event_id}`."""
        return f"{self.published_at}-{self.event_id}"

    @property
    def expired_at(self) -> int:
        """When the row ages out, in epoch seconds."""
        return self.published_at + RETENTION_SECONDS


class Parsed(DomainModel):
    """What ParseEvent answers: the machine goes on with `parsed`, ends with `ignored`, fails with `rejected`."""

    outcome: Literal["parsed", "ignored", "rejected"]
    event: Event | None = None
    reason: str | None = None

    @classmethod
    def ignored(cls, reason: str) -> Self:
        """An event that is known, or unknown, but nothing to keep; the reason shows in the console."""
        return cls(outcome="ignored", reason=reason)
