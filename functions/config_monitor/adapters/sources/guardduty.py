"""GuardDuty findings on any kind of resource, with camel case or Pascal case keys, whole or trimmed."""

from typing import Any

from pydantic import Field

from config_monitor.adapters.sources.detail import Detail, Name, free_text, value_at
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.adapters.sources.guardduty_actors import where_from, who
from config_monitor.domain.events import IncidentReport, Parsed, Severity, facts, guardduty_url, one_line

# GuardDuty's resourceType -> CloudFormation's type, and where below `resource` the id stands.
_RESOURCES = {
    "Instance": ("AWS::EC2::Instance", "instanceDetails.instanceId"),
    "AccessKey": ("AWS::IAM::AccessKey", "accessKeyDetails.accessKeyId"),
    "S3Bucket": ("AWS::S3::Bucket", "s3BucketDetails.0.name"),
    "S3Object": ("AWS::S3::Bucket", "s3BucketDetails.0.name"),
    "EKSCluster": ("AWS::EKS::Cluster", "eksClusterDetails.name"),
    "KubernetesCluster": ("AWS::EKS::Cluster", "eksClusterDetails.name"),
    "ECSCluster": ("AWS::ECS::Cluster", "ecsClusterDetails.name"),
    "Container": ("AWS::ECS::TaskDefinition", "containerDetails.name"),
    "RDSDBInstance": ("AWS::RDS::DBInstance", "rdsDbInstanceDetails.dbInstanceIdentifier"),
    "RDSLimitlessDB": ("AWS::RDS::DBShardGroup", "rdsLimitlessDbDetails.dbShardGroupIdentifier"),
    "Lambda": ("AWS::Lambda::Function", "lambdaDetails.functionName"),
}
# A finding on a container names the cluster or instance it ran on as well: the first of these that is there.
_FALLBACKS = ("EKSCluster", "ECSCluster", "Instance", "AccessKey", "S3Bucket", "RDSDBInstance", "Lambda")
_REMEDIATIONS = {
    "AWS::EC2::Instance": "Isolate the instance, keep its disks for a look, and replace it if the finding is true.",
    "AWS::IAM::AccessKey": "Make the key inactive, end its sessions, and look through CloudTrail for what it did.",
    "AWS::S3::Bucket": "Check who may read and write the bucket, and what was taken or changed.",
    "AWS::EKS::Cluster": "Look at the pod or user named, take back what it may do, and delete what it left.",
    "AWS::ECS::Cluster": "Stop the task, look at its image, and deploy a clean one.",
    "AWS::RDS::DBInstance": "Change the password of the database user named, and close the database to the internet.",
    "AWS::Lambda::Function": "Look at the function's code and libraries, and at what its role may do.",
}
_OTHERWISE = "Open the finding, decide whether it was meant, and follow GuardDuty's advice for its type."


# A finding that GuardDuty has not updated for this long has ended.
SILENT_AFTER = 30 * 86400
# More occurrences than this are as good as this many.
MAX_COUNT = 1_000_000_000


class _Service(Detail):
    archived: bool | None = None
    count: int | None = None
    event_last_seen: str | None = None


class _Finding(Detail):
    id: Name
    type: Name
    severity: float = Field(strict=True, ge=0, le=10)
    title: str | None = None
    description: str | None = None
    account_id: str | None = None
    region: str | None = None
    updated_at: str | None = None
    resource: dict[str, Any] | None = None
    service: _Service = _Service()


def _headline(finding: _Finding) -> str:
    """GuardDuty's title, without the full stop that some types of finding have and others have not."""
    return (finding.title or "").strip().removesuffix(".")


def parse_finding(envelope: Envelope) -> Parsed:
    """One finding; a delegated administrator hears of its members' too, so the finding may name another account.

    GuardDuty publishes a finding again as its count grows, and once more when it is archived.
    """
    detail = _camel_case(envelope.detail)
    finding = _Finding.read(detail)
    resource_type, resource_id = _resource(finding)
    service, archived = finding.service, bool(finding.service.archived)
    count = min(max(service.count or 1, 1), MAX_COUNT)
    concerned = envelope.concerned(finding.account_id, finding.region)
    claim = f", claimed for account {concerned['account_mismatch']}" if "claimed" in concerned else ""
    return envelope.parsed(
        title=one_line(_headline(finding) or f"{finding.type} on {resource_id}", 200) + claim,
        category="security",
        severity=severity_of(finding.severity),
        resource_type=resource_type,
        resource_id=resource_id,
        status="archived" if archived else "active",
        annotation=free_text(finding.description),
        remediation=_REMEDIATIONS.get(resource_type, _OTHERWISE),
        console_url=guardduty_url(concerned.get("region", envelope.region), finding.id),
        facts=facts([*who(detail), *where_from(detail), ("Times seen", count if count > 1 else None)]),
        incident=IncidentReport(
            identity=finding.id,
            kind=finding.type,
            phase="ended" if archived else "opened",
            ended_as="archived" if archived else None,
            occurred_at=envelope.occurred_at(finding.updated_at or service.event_last_seen),
            silent_after=SILENT_AFTER,
            suppressed=archived,
            count=count,
        ),
        **concerned,
    )


def severity_of(score: float) -> Severity:
    """GuardDuty's bands: 9 and more critical, 7 high, 4 medium, below that low."""
    bands = ((9, Severity.CRITICAL), (7, Severity.HIGH), (4, Severity.MEDIUM))
    return next((severity for least, severity in bands if score >= least), Severity.LOW)


def _resource(finding: _Finding) -> tuple[str, str]:
    """CloudFormation's type and the id of what the finding is about; the finding itself when it names nothing."""
    resource = finding.resource or {}
    for kind in (str(resource.get("resourceType")), *_FALLBACKS):
        resource_type, path = _RESOURCES.get(kind, ("", ""))
        resource_id = value_at(resource, path) if path else None
        if isinstance(resource_id, str) and resource_id.strip():
            return resource_type, resource_id
    return "AWS::GuardDuty::Finding", finding.id


def _camel_case(value: Any) -> Any:
    """The same JSON with the first letter of every key in lower case: some findings come with API-style keys."""
    match value:
        case dict():
            return {key[:1].lower() + key[1:]: _camel_case(inner) for key, inner in value.items()}
        case list():
            return [_camel_case(inner) for inner in value]
        case _:
            return value


PARSERS: dict[tuple[str, str], Parser] = {("aws.guardduty", "GuardDuty Finding"): parse_finding}
