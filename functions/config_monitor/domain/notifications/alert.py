"""An alert: the intent to tell somebody something, written together with the fact, sent by whoever claims it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import AlertKey, Violation, ViolationKey, change_between
from config_monitor.domain.events import Event, Severity, from_epoch, one_line
from config_monitor.domain.policy import Classified, Route

Told = Literal["opened", "reopened", "fixed", "removed", "excepted"]
AlertKind = Told | Literal["event"]


class Alert(BaseModel):
    """Everything a message needs, as it was when the fact was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert_id: str
    kind: AlertKind
    channel: str
    group: str = Field(description="the canonical rule, or source and kind of event: what a storm is told by")
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
    status: str | None = None
    previous_status: str | None = None
    rule: str | None = None
    rule_name: str | None = None
    rule_arn: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    annotation: str | None = None
    description: str | None = None
    remediation: str | None = None
    documentation: str | None = None
    console_url: str | None = None
    happened_at: str = Field(description="the evaluation's or the event's own time")
    opened_at: str | None = None
    resolved_at: str | None = None
    reopened: int = 0
    flapping: bool = False
    baseline: bool = Field(default=False, description="a first evaluation: the rule is new here, not the fault")
    violation: ViolationKey | None = None
    exception: str | None = Field(default=None, description="what a violation is excepted for, and by whom")
    excepted_until: str | None = None
    exception_ended: str | None = Field(default=None, description="the exception under which it was not told before")
    account_mismatch: str | None = Field(default=None, description="the other account that the event itself names")
    answers: AlertKey | None = Field(default=None, description="the alert of the opening that this one ends")
    previous_alert: AlertKey | None = Field(default=None, description="when flapping: the alert of the opening before")

    @property
    def key(self) -> AlertKey:
        """Where it lies: by channel and group, in order of time."""
        return AlertKey(pk=f"ALERT#{self.channel}#{self.group}", sk=f"{self.created_at}#{self.alert_id}")


def alert_of_event(classified: Classified) -> Alert:
    """The alert of an event that is no violation: an alarm, a finding, a stack."""
    event = classified.event
    return _alert(classified, "event", event.event_id, happened_at=event.evaluated_at or from_epoch(event.published_at))


def alert_of_change(classified: Classified, before: Violation, after: Violation, change: Told) -> Alert:
    """The alert of a violation that an event opened, opened again or ended."""
    ending = change in ("fixed", "removed", "excepted")
    event_id = classified.event.event_id
    return _alert(
        classified,
        change,
        f"{event_id}-{after.key.rule_name}" if ending else event_id,
        happened_at=after.state.evaluated_at,
    ).model_copy(update=violation_facts(before, after, change))


def violation_facts(before: Violation, after: Violation, change: Told) -> dict[str, Any]:
    """What an alert says of a violation, whatever changed it."""
    key = after.key
    return {
        "group": key.rule_name,
        "rule": key.rule_name,
        "resource_type": key.resource_type,
        "resource_id": key.resource_id,
        "severity": after.severity,
        "rule_arn": after.rule_arn,
        "opened_at": after.opened_at,
        "resolved_at": after.state.resolved_at,
        "reopened": after.reopened,
        "flapping": after.flapping,
        "baseline": change == "opened" and after.state.opened_from is None and not before.version,
        "violation": key,
        "exception": after.exception,
        "excepted_until": after.excepted_until,
        "exception_ended": before.exception if before.is_open and not after.exception else None,
    }


def notify_change(classified: Classified, before: Violation, after: Violation) -> tuple[Violation, Alert | None]:
    """The alert that an event's change of a violation calls for, and the violation that remembers it."""
    return notify_violation(classified.route, before, after, partial(alert_of_change, classified))


def notify_violation(
    route: Route, before: Violation, after: Violation, alert_of: Callable[[Violation, Violation, Told], Alert]
) -> tuple[Violation, Alert | None]:
    """The alert that a change of a violation calls for, and the violation that remembers it.

    An opening is notified if its route says at once; an ending is notified where its opening was, and only then. To be
    excepted is an ending for those who were notified, and an exception that ended is notified as an opening.
    """
    match _told_as(before, after):
        case "opened" | "reopened" as change:
            if route.notify != "immediate" or after.exception:
                return after.model_copy(update={"alert": None, "alert_channel": None}), None
            alert = alert_of(before, after, change)
            if alert.flapping and before.alert_channel == alert.channel:
                alert = alert.model_copy(update={"previous_alert": before.alert})
            return after.model_copy(update={"alert": alert.key, "alert_channel": alert.channel}), alert
        case "fixed" | "removed" | "excepted" as change if before.alert:
            alert = alert_of(before, after, change)
            if change == "excepted":
                after = after.model_copy(update={"alert": None, "alert_channel": None})
            return after, alert.model_copy(update={"channel": before.alert_channel, "answers": before.alert})
        case _:
            return after, None


def _told_as(before: Violation, after: Violation) -> Told | Literal["unchanged"]:
    """The change as it is told: an exception that begins or ends changes what an open violation means."""
    change = change_between(before, after)
    if change != "unchanged" or not (before.is_open and after.is_open):
        return change
    if after.exception and not before.exception:
        return "excepted"
    if before.exception and not after.exception:
        return "reopened" if after.reopened else "opened"
    return change


def _kind_of(event: Event) -> str:
    """What events of a source have in common when they come in a storm: a finding's type, an alarm, a stack."""
    kind = event.detail.get("type") or event.detail.get("eventTypeCode") or event.resource_id or event.detail_type
    return one_line(f"{event.source}#{kind}", 200)


def _alert(classified: Classified, kind: AlertKind, alert_id: str, happened_at: str) -> Alert:
    event: Event = classified.event
    evaluation = event.evaluation
    return Alert(
        alert_id=alert_id,
        kind=kind,
        channel=classified.route.channel,
        group=evaluation.rule if evaluation else _kind_of(event),
        created_at=from_epoch(event.published_at),
        severity=event.severity,
        account=event.account,
        account_name=classified.route.account_name,
        team=classified.route.team,
        region=event.region,
        partition=event.partition,
        source=event.source,
        detail_type=event.detail_type,
        title=event.title,
        category=event.category,
        status=event.status,
        previous_status=event.previous_status,
        rule=evaluation.rule if evaluation else None,
        rule_name=evaluation.rule_name if evaluation else None,
        resource_type=event.resource_type,
        resource_id=event.resource_id,
        annotation=event.annotation,
        description=classified.description,
        remediation=event.remediation,
        documentation=classified.documentation,
        console_url=event.console_url,
        happened_at=happened_at,
        account_mismatch=event.account_mismatch,
    )
