"""AWS Config evaluated a resource against a rule with a new result: the event that opens and resolves violations."""

from pydantic import AliasChoices, Field

from config_monitor.adapters.sources.detail import Detail, Instant, Name, free_text
from config_monitor.adapters.sources.envelope import AHEAD, Envelope, Parser
from config_monitor.domain.events import (
    CONFIG_COMPLIANCE,
    ComplianceStatus,
    Evaluation,
    Parsed,
    Severity,
    config_rule_url,
)
from config_monitor.domain.rules import canonical_rule
from config_monitor.errors import RejectedEvent

_SAYS = {
    ComplianceStatus.COMPLIANT: "complies with",
    ComplianceStatus.NON_COMPLIANT: "does not comply with",
    ComplianceStatus.NOT_APPLICABLE: "is no longer evaluated by",
    ComplianceStatus.INSUFFICIENT_DATA: "could not be evaluated by",
}


class _Qualifier(Detail):
    resource_type: Name | None = None
    resource_id: Name | None = None
    evaluation_mode: str | None = None


class _Identifier(Detail):
    evaluation_result_qualifier: _Qualifier = _Qualifier()
    ordering_timestamp: Instant | None = None


class _Recorded(Detail):
    evaluation_result_identifier: _Identifier = _Identifier()
    result_recorded_time: Instant | None = None
    annotation: str | None = None


class _NewResult(_Recorded):
    compliance_type: ComplianceStatus


class _OldResult(_Recorded):
    """The result before: absent, null, empty or with its compliance type alone, depending on who sent the event."""

    compliance_type: ComplianceStatus | None = None


class _ComplianceChange(Detail):
    config_rule_name: Name
    config_rule_arn: str | None = Field(
        default=None, validation_alias=AliasChoices("configRuleARN", "configRuleArn"), max_length=2048
    )
    aws_account_id: str | None = None
    resource_type: Name | None = None
    resource_id: Name | None = None
    new_evaluation_result: _NewResult
    old_evaluation_result: _OldResult | None = None
    notification_creation_time: Instant | None = None


def parse_compliance_change(envelope: Envelope) -> Parsed:
    """One rule's new result for one resource; PROACTIVE evaluations are of templates, not of resources: ignored."""
    change = _ComplianceChange.read(envelope.detail)
    qualifier = change.new_evaluation_result.evaluation_result_identifier.evaluation_result_qualifier
    if qualifier.evaluation_mode == "PROACTIVE":
        return Parsed.ignored("a proactive evaluation: it is of a template before deployment, not of a resource")
    evaluation = _evaluation(change, qualifier, envelope)
    return envelope.parsed(
        title=f"{evaluation.resource_type} {evaluation.resource_id} {_SAYS[evaluation.status]} {evaluation.rule}",
        category="compliance",
        severity=Severity.UNRATED if evaluation.status is ComplianceStatus.NON_COMPLIANT else Severity.INFORMATIONAL,
        resource_type=evaluation.resource_type,
        resource_id=evaluation.resource_id,
        status=evaluation.status,
        previous_status=evaluation.previous_status,
        annotation=evaluation.annotation,
        evaluated_at=evaluation.evaluated_at,
        evaluation=evaluation,
        console_url=config_rule_url(envelope.region, evaluation.rule_name),
        account_mismatch=envelope.other_account(change.aws_account_id),
    )


def _evaluation(change: _ComplianceChange, qualifier: _Qualifier, envelope: Envelope) -> Evaluation:
    """The evaluation a change reports; raises RejectedEvent when it names no resource.

    A result is ordered by when it was recorded, failing that by its ordering timestamp, and in trimmed events by when
    they were written or published.
    """
    new, old = change.new_evaluation_result, change.old_evaluation_result or _OldResult()
    resource_type = change.resource_type or qualifier.resource_type
    resource_id = change.resource_id or qualifier.resource_id
    if not resource_type or not resource_id:
        raise RejectedEvent("detail.resourceType, detail.resourceId: the event names no resource")
    return Evaluation(
        rule_name=change.config_rule_name,
        rule=canonical_rule(change.config_rule_name, change.config_rule_arn),
        rule_arn=change.config_rule_arn,
        resource_type=resource_type,
        resource_id=resource_id,
        status=new.compliance_type,
        previous_status=old.compliance_type,
        previous_at=old.result_recorded_time,
        annotation=free_text(new.annotation),
        ordered_at=new.evaluation_result_identifier.ordering_timestamp,
        evaluated_at=envelope.occurred_at(
            new.result_recorded_time
            or new.evaluation_result_identifier.ordering_timestamp
            or change.notification_creation_time,
            later=AHEAD,
        ),
    )


PARSERS: dict[tuple[str, str], Parser] = {("aws.config", CONFIG_COMPLIANCE): parse_compliance_change}
