"""CloudFormation StackSets, their operations, and their instances in other accounts and regions."""

from typing import Any

from pydantic import Field

from config_monitor.adapters.sources.cloudformation import StatusDetails, remediation_of, stack_severity
from config_monitor.adapters.sources.detail import Detail, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import EndedAs, IncidentReport, Parsed, Phase, Severity, facts, stack_set_url

# AWS takes no part of an account that it has suspended; nobody can do anything about such an instance.
SKIPPED = "SKIPPED_SUSPENDED_ACCOUNT"


class _StackSet(Detail):
    stack_set_arn: Name = Field(alias="stack-set-arn")
    stack_id: str | None = Field(default=None, alias="stack-id")
    status_details: StatusDetails = Field(alias="status-details")


def parse_stack_set(envelope: Envelope) -> Parsed:
    """A StackSet or one of its operations: what failed is high until an operation succeeds, what was stopped low."""
    change = _StackSet.read(envelope.detail)
    status, name = change.status_details.status, _name(change)
    what = (
        envelope.detail_type.removeprefix("CloudFormation ")
        .removesuffix(" Status Change")
        .replace(" Operation", " operation")
    )
    return envelope.parsed(
        title=f"{what} {name} is {status}",
        severity=Severity.LOW if status == "STOPPED" else stack_severity(status),
        incident=_report(envelope, change.stack_set_arn, *_phase(status)),
        **_common(envelope, change, status),
    )


def parse_stack_instance(envelope: Envelope) -> Parsed:
    """One instance: `status` says whether it is up to date, `detailed-status` how its last operation went."""
    change = _StackSet.read(envelope.detail)
    status, detailed = change.status_details.status, change.status_details.detailed_status or ""
    region, account = _scope(change.stack_id)
    where = f" in account {account}, {region}," if account else ""
    result = f" ({detailed})" if detailed and detailed != status else ""
    return envelope.parsed(
        title=f"Instance of StackSet {_name(change)}{where} is {status}{result}",
        severity=_severity(status, detailed),
        facts=facts([("Account of the instance", account), ("Region of the instance", region), ("Result", detailed)]),
        incident=_report(
            envelope, f"{change.stack_set_arn}#{account or ''}#{region or ''}", *_instance_phase(status, detailed)
        ),
        **_common(envelope, change, detailed if "FAILED" in detailed else status),
    )


def _common(envelope: Envelope, change: _StackSet, worst: str) -> dict[str, Any]:
    """The fields that all events of a StackSet have alike."""
    stack_set = change.stack_set_arn.rpartition("stackset/")[2]
    return {
        "category": "change",
        "resource_type": "AWS::CloudFormation::StackSet",
        "resource_id": change.stack_set_arn,
        "status": change.status_details.status,
        "annotation": free_text(change.status_details.status_reason),
        "remediation": remediation_of(worst),
        "console_url": stack_set_url(envelope.region, stack_set),
    }


def _name(change: _StackSet) -> str:
    """A StackSet's name, from its ARN."""
    return change.stack_set_arn.rpartition("stackset/")[2].partition(":")[0]


def _scope(stack_id: str | None) -> tuple[str | None, str | None]:
    """Region and account of an instance, from its stack's ARN; None where there is none."""
    parts = (stack_id or "").split(":")
    return (parts[3], parts[4]) if len(parts) > 5 and parts[3] and parts[4] else (None, None)


def _severity(status: str, detailed: str) -> Severity:
    """An instance that failed or is inoperable is high, one whose operation was cancelled low; the rest informs."""
    if detailed == SKIPPED:
        return Severity.INFORMATIONAL
    return Severity.LOW if detailed == "CANCELLED" else max(stack_severity(status), stack_severity(detailed))


def _phase(status: str) -> tuple[Phase, EndedAs | None]:
    ends: dict[str, EndedAs] = {"SUCCEEDED": "completed", "DELETED": "deleted"}
    if status in ends:
        return "ended", ends[status]
    return ("opened", None) if stack_severity(status) >= Severity.HIGH else ("updated", None)


def _instance_phase(status: str, detailed: str) -> tuple[Phase, EndedAs | None]:
    """The incident of a failed instance ends when an operation on it succeeds or when it is deleted."""
    if status == "DELETED":
        return "ended", "deleted"
    if detailed == "SUCCEEDED" or (status == "CURRENT" and not detailed):
        return "ended", "completed"
    return ("opened", None) if _severity(status, detailed) >= Severity.HIGH else ("updated", None)


def _report(envelope: Envelope, identity: str, phase: Phase, ended_as: EndedAs | None) -> IncidentReport:
    """The incident of a StackSet or an instance; those of one administrator's account are one kind."""
    return IncidentReport(
        identity=identity, kind=envelope.account, phase=phase, ended_as=ended_as, occurred_at=envelope.time
    )


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.cloudformation", "CloudFormation StackSet Status Change"): parse_stack_set,
    ("aws.cloudformation", "CloudFormation StackSet Operation Status Change"): parse_stack_set,
    ("aws.cloudformation", "CloudFormation StackSet StackInstance Status Change"): parse_stack_instance,
}
