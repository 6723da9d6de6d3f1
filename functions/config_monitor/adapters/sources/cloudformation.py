"""CloudFormation stacks, their resources and drift; StackSets have a module of their own.

A stack's failure is one incident, identified by the stack's name, so that a new stack of that name ends it. Events
do not name the root of a nested stack, but CloudFormation calls nested stacks `{parent}-{logical id}-{random}`.
"""

import re

from pydantic import Field

from config_monitor.adapters.sources.detail import Detail, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import EndedAs, IncidentReport, Parsed, Phase, Severity, facts, one_line, stack_url

_NESTED = re.compile(r"(.+)-[A-Za-z0-9]+-(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{11,14}", re.DOTALL)
_NAMED_IN_REASON = re.compile(r"following resource\(s\) failed to \w+: \[([^\]]{1,2000})\]")
# Reasons of resources that failed since another one did.
_CONSEQUENCES = ("cancelled", "Embedded stack")

_CREATION_FAILED = (
    "Creating the stack failed. Correct the cause of the first failure, then delete the stack and create it again:"
    " after its rollback it can only be deleted."
)
_REMEDIATIONS = {
    "ROLLBACK_IN_PROGRESS": _CREATION_FAILED,
    "ROLLBACK_COMPLETE": _CREATION_FAILED,
    "DELETE_FAILED": "Delete by hand what could not be deleted, or retain it, then delete the stack again.",
    "UPDATE_ROLLBACK_FAILED": "Correct the cause of the first failure, then continue the rollback of the update.",
}
_FAILED = "Find the first resource that failed in the stack's events, correct its cause, then continue or delete."
_ROLLED_BACK = "Find the first failure in the stack's events; the stack is back where it was."


class StatusDetails(Detail):
    """The status of a stack, a resource or a part of a StackSet."""

    status: Name
    status_reason: str | None = Field(default=None, alias="status-reason")
    detailed_status: str | None = Field(default=None, alias="detailed-status")


class _StackStatus(Detail):
    stack_id: Name = Field(alias="stack-id")
    status_details: StatusDetails = Field(alias="status-details")


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


def parse_stack(envelope: Envelope) -> Parsed:
    """A stack's status; a nested stack's is rated one step lower and updates the root's incident, without ending it."""
    change = _StackStatus.read(envelope.detail)
    status, reason = change.status_details.status, change.status_details.status_reason
    name, root = stack_name(change.stack_id), root_name(stack_name(change.stack_id))
    nested = name != root
    named = _NAMED_IN_REASON.search((reason or "")[:10_000])
    phase, ended_as = ("updated", None) if nested else _phase(status)
    return envelope.parsed(
        title=f"Nested stack {name} of {root} is {status}" if nested else f"Stack {name} {_says(status)}",
        category="change",
        severity=_one_below(stack_severity(status)) if nested else stack_severity(status),
        resource_type="AWS::CloudFormation::Stack",
        resource_id=change.stack_id,
        status=status,
        annotation=free_text(reason),
        remediation=remediation_of(status),
        console_url=stack_url(envelope.region, change.stack_id),
        facts=facts([("Failed resources", named[1] if named else None), ("Root stack", root if nested else None)]),
        incident=_report(envelope, root, phase, ended_as, of_part=nested),
    )


def parse_resource(envelope: Envelope) -> Parsed:
    """A stack resource's status, rated one step lower than its stack's; a failure is the cause of the stack's."""
    change = _ResourceStatus.read(envelope.detail)
    status, reason = change.status_details.status, free_text(change.status_details.status_reason)
    stack, failed = stack_name(change.stack_id), "FAILED" in status
    caused = failed and not any(consequence in (reason or "") for consequence in _CONSEQUENCES)
    cause = one_line(f"{change.logical_resource_id} ({change.resource_type}): {reason or status}", 300)
    return envelope.parsed(
        title=f"{change.resource_type} {change.logical_resource_id} of stack {stack} is {status}",
        category="change",
        severity=_one_below(stack_severity(status)),
        resource_type=change.resource_type,
        resource_id=change.physical_resource_id or change.logical_resource_id,
        status=status,
        annotation=reason,
        remediation=_FAILED if failed else None,
        console_url=stack_url(envelope.region, change.stack_id),
        facts=facts([("Cause", cause if caused else None)]),
        incident=_report(
            envelope,
            root_name(stack),
            "opened" if caused else "updated",
            cause=cause if caused else None,
            of_part=True,
        )
        if failed
        else None,
    )


def parse_drift(envelope: Envelope) -> Parsed:
    """A drift detection's end: a drifted stack is medium, a detection that failed low, anything else informs."""
    change = _Drift.read(envelope.detail)
    drift = change.status_details
    count = change.drift_detection_details.drifted_stack_resource_count if change.drift_detection_details else None
    drifted, failed = drift.stack_drift_status == "DRIFTED", drift.detection_status == "DETECTION_FAILED"
    status = drift.detection_status if failed else drift.stack_drift_status or drift.detection_status
    where = f" in {count} {'resource' if count == 1 else 'resources'}" if drifted and count else ""
    name = stack_name(change.stack_id)
    phases: dict[str, tuple[Phase, EndedAs | None]] = {"DRIFTED": ("opened", None), "IN_SYNC": ("ended", "ok")}
    return envelope.parsed(
        title=f"Stack {name} is {status}{where}",
        category="change",
        severity=Severity.MEDIUM if drifted else Severity.LOW if failed else Severity.INFORMATIONAL,
        resource_type="AWS::CloudFormation::Stack",
        resource_id=change.stack_id,
        status=status,
        remediation="Bring the changes made by hand into the template, or undo them." if drifted else None,
        console_url=stack_url(envelope.region, change.stack_id),
        incident=_report(envelope, f"{name}#drift", *phases.get(status, ("updated", None))),
    )


def _report(
    envelope: Envelope,
    name: str,
    phase: Phase,
    ended_as: EndedAs | None = None,
    cause: str | None = None,
    of_part: bool = False,
) -> IncidentReport:
    """The incident of a stack; all stacks of an account are one kind."""
    return IncidentReport(
        identity=f"arn:{envelope.partition}:cloudformation:{envelope.region}:{envelope.account}:stack/{name}",
        kind=envelope.account,
        phase=phase,
        ended_as=ended_as,
        occurred_at=envelope.time,
        cause=cause,
        of_part=of_part,
    )


def stack_name(stack_id: str) -> str:
    """The name within a stack's ARN; the whole text where it is none."""
    return stack_id.partition(":stack/")[2].partition("/")[0] or stack_id


def root_name(name: str) -> str:
    """The name of the root of a nested stack; any other stack's own name. A stack's name has at most 128 characters."""
    while len(name) <= 256 and (nested := _NESTED.fullmatch(name)):
        name = nested[1]
    return name


def stack_severity(status: str) -> Severity:
    """What failed, or was rolled back while being created, is high; other rollbacks are medium; the rest informs."""
    if "FAILED" in status or status in ("INOPERABLE", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"):
        return Severity.HIGH
    return Severity.MEDIUM if "ROLLBACK" in status else Severity.INFORMATIONAL


def remediation_of(status: str) -> str | None:
    """The remediation for a status that needs one."""
    if status in _REMEDIATIONS:
        return _REMEDIATIONS[status]
    if "FAILED" in status or status == "INOPERABLE":
        return _FAILED
    return _ROLLED_BACK if "ROLLBACK" in status else None


def _one_below(severity: Severity) -> Severity:
    """One step less severe, but still rated."""
    return Severity(max(severity - 1, Severity.INFORMATIONAL))


def _says(status: str) -> str:
    """The status in words for a headline; a rollback of a creation does not name the failure itself."""
    failed = status in ("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE")
    return f"could not be created: {status}" if failed else f"is {status}"


def _phase(status: str) -> tuple[Phase, EndedAs | None]:
    """What a stack's status says of its incident; a rollback ends it when complete, but not one of a creation."""
    if status == "DELETE_COMPLETE":
        return "ended", "deleted"
    if status.endswith("_COMPLETE") and status != "ROLLBACK_COMPLETE":
        return "ended", "completed"
    return ("opened", None) if stack_severity(status) > Severity.INFORMATIONAL else ("updated", None)


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.cloudformation", "CloudFormation Stack Status Change"): parse_stack,
    ("aws.cloudformation", "CloudFormation Resource Status Change"): parse_resource,
    ("aws.cloudformation", "CloudFormation Drift Detection Status Change"): parse_drift,
}
