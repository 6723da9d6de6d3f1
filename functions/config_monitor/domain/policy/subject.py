"""What a policy can match: the parts that events and stored violations have in common."""

import re
from typing import TYPE_CHECKING

from pydantic import Field

from config_monitor.domain.events import Event
from config_monitor.domain.model import DomainModel
from config_monitor.domain.resources import KnownResource

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation

CONFIG, CLOUDWATCH, GUARDDUTY = "aws.config", "aws.cloudwatch", "aws.guardduty"


class Subject(DomainModel):
    """An event or a violation as the policy's entries are matched against it."""

    account: str
    source: str = CONFIG
    rules: tuple[str, ...] = Field(
        default=(),
        description="the canonical name, that of the managed rule it is, the raw names; empty for what is no rule",
    )
    kind: str | None = Field(default=None, description="a finding's type or an alarm's name; None for all else")
    resource_type: str | None = None
    resource_names: tuple[str, ...] = Field(default=(), description="the resource's id, then its names")
    owner: str | None = Field(default=None, description="the value of the resource's owner tag")


def subject_of_event(event: Event, resource: KnownResource | None = None) -> Subject:
    """The subject of one event; of a rule it knows the canonical name and the one raw name in the event.

    `resource` is what is known of the resource that it names, if anything is.
    """
    evaluation = event.evaluation
    return Subject(
        account=event.account,
        source=event.source,
        rules=_rules(evaluation.rule, evaluation.managed_rule, evaluation.rule_name) if evaluation else (),
        kind=_kind_of(event),
        resource_type=event.resource_type,
        resource_names=(*names_of(event.resource_id), *(resource.names if resource else ())),
        owner=resource.owner if resource else None,
    )


def subject_of_violation(violation: "Violation") -> Subject:
    """The subject of a stored violation, with the raw names of all copies of its rule."""
    key = violation.key
    return Subject(
        account=key.account,
        rules=_rules(key.rule_name, violation.managed_rule, *violation.rule_names),
        resource_type=key.resource_type,
        resource_names=(*names_of(key.resource_id), *violation.resource_names),
        owner=violation.resource_owner,
    )


def _rules(canonical: str, managed: str | None, *raw: str) -> tuple[str, ...]:
    return (canonical, *([managed] if managed else []), *raw)


def names_of(resource_id: str | None) -> tuple[str, ...]:
    """A resource's id, and for an ARN the name in it: `logs` of `arn:aws:cloudformation:...:stack/logs/0a1b`."""
    if not resource_id:
        return ()
    parts = resource_id.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        return (resource_id,)
    kind, *name = re.split("[:/]", parts[5])
    return (resource_id, name[0] if name else kind)


def _kind_of(event: Event) -> str | None:
    if event.source == CLOUDWATCH:
        return event.resource_id
    if event.source == GUARDDUTY:
        return event.incident.kind if event.incident else str(event.detail.get("type") or "") or None
    return None
