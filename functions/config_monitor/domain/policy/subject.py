"""What a policy can match: the parts that events and stored violations have in common."""

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import Event


class Subject(BaseModel):
    """An event or a violation as the policy's entries are matched against it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    source: str = "aws.config"
    rules: tuple[str, ...] = Field(
        default=(), description="the canonical name, then the raw names; empty for what is not about a rule"
    )
    resource_type: str | None = None
    resource_id: str | None = None


def subject_of_event(event: Event) -> Subject:
    """The subject of one event; of a rule it knows the canonical name and the one raw name in the event."""
    evaluation = event.evaluation
    return Subject(
        account=event.account,
        source=event.source,
        rules=(evaluation.rule, evaluation.rule_name) if evaluation else (),
        resource_type=event.resource_type,
        resource_id=event.resource_id,
    )


def subject_of_violation(violation: Violation) -> Subject:
    """The subject of a stored violation, with the raw names of all copies of its rule."""
    key = violation.key
    return Subject(
        account=key.account,
        rules=(key.rule_name, *sorted(violation.state.statuses)),
        resource_type=key.resource_type,
        resource_id=key.resource_id,
    )
