"""CloudFormation: stacks, their resources, drift and StackSets; failures, rollbacks and drift stand out."""

from pydantic import Field

from config_monitor.adapters.sources.envelope import Detail, Envelope, Name, Parser, free_text
from config_monitor.domain.events import Parsed, Severity, stack_set_url, stack_url


class _StatusDetails(Detail):
    status: Name
    status_reason: str | None = Field(default=None, alias="status-reason")


class _StackStatus(Detail):
    stack_id: Name = Field(alias="stack-id")
    status_details: _StatusDetails = Field(alias="status-details")


class _ResourceStatus(_StackStatus):
    logical_resource_id: Name = Field(alias="logical-resource-id")
    physical_resource_id: str | None = Field(default=None, alias="physical-resource-id")
    resource_type: Name = Field(alias="resource-type")


class _DriftStatus(Detail):
    detection_status: Name = Field(alias="detection-status")
    stack_drift_status: str | None = Field(default=None, alias="stack-drift-status")


class _DriftDetails(Detail):
    drifted_stack_resource_count: int | None = Field(default=None, alias="drifted-stack-resource-count")


class _Drift(Detail):
    stack_id: Name = Field(alias="stack-id")
    status_details: _DriftStatus = Field(alias="status-details")
    drift_detection_details: _DriftDetails | None = Field(default=None, alias="drift-detection-details")


class _StackSet(Detail):
    stack_set_arn: Name = Field(alias="stack-set-arn")
    status_details: _StatusDetails = Field(alias="status-details")


def parse_stack(envelope: Envelope) -> Parsed:
    """A stack's status."""
    change = _StackStatus.read(envelope.detail)
    status = change.status_details.status
    return envelope.parsed(
        title=f"Stack {stack_name(change.stack_id)} is {status}",
        category="change",
        severity=_severity(status),
        resource_type="AWS::CloudFormation::Stack",
        resource_id=change.stack_id,
        status=status,
        annotation=free_text(change.status_details.status_reason),
        remediation=_guidance(status),
        console_url=stack_url(envelope.region, change.stack_id),
    )


def parse_resource(envelope: Envelope) -> Parsed:
    """A stack resource's status; one step lower than its stack's, which speaks for it."""
    change = _ResourceStatus.read(envelope.detail)
    status = change.status_details.status
    of_stack = _severity(status)
    return envelope.parsed(
        title=f"{change.resource_type} {change.logical_resource_id} of stack {stack_name(change.stack_id)} is {status}",
        category="change",
        severity=Severity(max(of_stack - 1, Severity.INFORMATIONAL)),
        resource_type=change.resource_type,
        resource_id=change.physical_resource_id or change.logical_resource_id,
        status=status,
        annotation=free_text(change.status_details.status_reason),
        remediation=_guidance(status),
        console_url=stack_url(envelope.region, change.stack_id),
    )


def parse_drift(envelope: Envelope) -> Parsed:
    """A drift detection's end: a drifted stack is medium, a detection that failed low, anything else informs."""
    change = _Drift.read(envelope.detail)
    found = change.status_details
    count = change.drift_detection_details.drifted_stack_resource_count if change.drift_detection_details else None
    drifted, failed = found.stack_drift_status == "DRIFTED", found.detection_status == "DETECTION_FAILED"
    status = found.detection_status if failed else found.stack_drift_status or found.detection_status
    where = f" in {count} {'resource' if count == 1 else 'resources'}" if drifted and count else ""
    return envelope.parsed(
        title=f"Stack {stack_name(change.stack_id)} is {status}{where}",
        category="change",
        severity=Severity.MEDIUM if drifted else Severity.LOW if failed else Severity.INFORMATIONAL,
        resource_type="AWS::CloudFormation::Stack",
        resource_id=change.stack_id,
        status=status,
        remediation="Bring the changes made by hand into the template, or undo them." if drifted else None,
        console_url=stack_url(envelope.region, change.stack_id),
    )


def parse_stack_set(envelope: Envelope) -> Parsed:
    """A StackSet, one of its operations or one of its instances: what failed is high, what was stopped low."""
    change = _StackSet.read(envelope.detail)
    status = change.status_details.status
    stack_set = change.stack_set_arn.rpartition("stackset/")[2]
    what = envelope.detail_type.removeprefix("CloudFormation ").removesuffix(" Status Change")
    return envelope.parsed(
        title=f"{what} {stack_set.partition(':')[0]} is {status}",
        category="change",
        severity=Severity.LOW if status == "STOPPED" else _severity(status),
        resource_type="AWS::CloudFormation::StackSet",
        resource_id=change.stack_set_arn,
        status=status,
        annotation=free_text(change.status_details.status_reason),
        remediation=_guidance(status),
        console_url=stack_set_url(envelope.region, stack_set),
    )


def stack_name(stack_id: str) -> str:
    """The name within a stack's ARN; the whole text where it is none."""
    return stack_id.partition(":stack/")[2].partition("/")[0] or stack_id


def _severity(status: str) -> Severity:
    """What failed, or is INOPERABLE, is high; what rolls or rolled back is medium; the rest informs."""
    if "FAILED" in status or status == "INOPERABLE":
        return Severity.HIGH
    return Severity.MEDIUM if "ROLLBACK" in status else Severity.INFORMATIONAL


def _guidance(status: str) -> str | None:
    """What to do about a status that asks for something."""
    if "FAILED" in status or status == "INOPERABLE":
        return "Find the first resource that failed in the stack's events, mend its cause, then continue or delete."
    return (
        "Find the first failure in the stack's events; the stack is back where it was."
        if "ROLLBACK" in status
        else None
    )


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.cloudformation", "CloudFormation Stack Status Change"): parse_stack,
    ("aws.cloudformation", "CloudFormation Resource Status Change"): parse_resource,
    ("aws.cloudformation", "CloudFormation Drift Detection Status Change"): parse_drift,
    ("aws.cloudformation", "CloudFormation StackSet Status Change"): parse_stack_set,
    ("aws.cloudformation", "CloudFormation StackSet Operation Status Change"): parse_stack_set,
    ("aws.cloudformation", "CloudFormation StackSet StackInstance Status Change"): parse_stack_set,
}
