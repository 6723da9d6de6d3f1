"""Findings on each kind of resource, in either case, whole or trimmed."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.reading import event, refusal
from tests.support.samples import changed, sample, without

FINDING = "guardduty/instance"


@pytest.mark.parametrize(
    ("name", "resource_type", "resource_id"),
    [
        ("instance", "AWS::EC2::Instance", "i-0c1d2e3f4a5b60718"),
        ("malware", "AWS::EC2::Instance", "i-0c1d2e3f4a5b60718"),
        ("pascal-case", "AWS::EC2::Instance", "i-0c1d2e3f4a5b60718"),
        ("access-key", "AWS::IAM::AccessKey", "ASIAIOSFODNN7EXAMPLE"),
        ("s3", "AWS::S3::Bucket", "orchard-invoices"),
        ("eks", "AWS::EKS::Cluster", "orchard"),
        ("ecs", "AWS::ECS::Cluster", "orchard"),
        ("rds", "AWS::RDS::DBInstance", "orchard-db"),
        ("lambda", "AWS::Lambda::Function", "orchard-thumbnails"),
        ("trimmed", "AWS::GuardDuty::Finding", "sample-finding-1"),
    ],
)
def test_the_resource_is_found_whatever_its_kind(name: str, resource_type: str, resource_id: str) -> None:
    found = event(sample(f"guardduty/{name}"))
    assert (found.resource_type, found.resource_id) == (resource_type, resource_id)
    assert found.category == "security"
    assert found.remediation


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (0, Severity.LOW),
        (0.1, Severity.LOW),
        (3.9, Severity.LOW),
        (4, Severity.MEDIUM),
        (6.9, Severity.MEDIUM),
        (7, Severity.HIGH),
        (8.9, Severity.HIGH),
        (9, Severity.CRITICAL),
        (10, Severity.CRITICAL),
    ],
)
def test_the_bands_are_guarddutys_own(score: float, severity: Severity) -> None:
    assert event(changed(FINDING, "detail.severity", score)).severity is severity


@pytest.mark.parametrize("score", ["8", None, True, -1, 11, float("nan"), 10**400])
def test_a_severity_outside_the_scale_is_rejected(score: object) -> None:
    outcome, reason = refusal(changed(FINDING, "detail.severity", score))
    assert outcome == "rejected"
    assert "detail.severity" in reason


def test_a_container_of_an_unknown_kind_is_found_by_its_cluster() -> None:
    found = event(changed("guardduty/ecs", "detail.resource.resourceType", "SomethingNew"))
    assert found.resource_type == "AWS::ECS::Cluster"


@pytest.mark.parametrize("buckets", [[], [{}], [None], "none", {"0": 1}])
def test_odd_resource_details_leave_the_next_best_name(buckets: object) -> None:
    found = event(changed("guardduty/s3", "detail.resource.s3BucketDetails", buckets))
    assert found.resource_type == "AWS::IAM::AccessKey"


def test_a_members_finding_keeps_the_envelopes_account() -> None:
    found = event(sample("guardduty/member-account"))
    assert (found.account, found.account_mismatch) == ("111122223333", "444455556666")


def test_an_archived_finding_says_so_and_keeps_its_band() -> None:
    found = event(changed(FINDING, "detail.service.archived", True))
    assert (found.status, found.severity) == ("archived", Severity.HIGH)


def test_a_finding_without_title_is_called_by_its_type() -> None:
    assert event(without(FINDING, "detail.title")).title == "UnauthorizedAccess:EC2/TorRelay on i-0c1d2e3f4a5b60718"


def test_a_notification_from_sns_is_ignored_with_the_reason() -> None:
    outcome, reason = refusal(sample("guardduty/malware-scan-notification"))
    assert outcome == "ignored"
    assert "SNS" in reason
