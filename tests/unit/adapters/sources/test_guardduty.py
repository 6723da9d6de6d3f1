"""Findings on each kind of resource, in either case, whole or trimmed."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, fact, incident, refusal
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
    actual = event(sample(f"guardduty/{name}"))
    assert (actual.resource_type, actual.resource_id) == (resource_type, resource_id)
    assert actual.category == "security"
    assert actual.remediation


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
    actual = event(changed("guardduty/ecs", "detail.resource.resourceType", "SomethingNew"))
    assert actual.resource_type == "AWS::ECS::Cluster"


@pytest.mark.parametrize("buckets", [[], [{}], [None], "none", {"0": 1}])
def test_odd_resource_details_leave_the_next_best_name(buckets: object) -> None:
    actual = event(changed("guardduty/s3", "detail.resource.s3BucketDetails", buckets))
    assert actual.resource_type == "AWS::IAM::AccessKey"


def test_an_administrators_copy_of_a_members_finding_is_the_members_finding() -> None:
    forwarded = event(sample("guardduty/member-account"), administrators={"111122223333"})
    own = event({**sample("guardduty/member-account"), "account": "444455556666"})
    assert (forwarded.account, forwarded.sender_account) == ("444455556666", "111122223333")
    assert (own.account, own.region, own.incident) == (forwarded.account, forwarded.region, forwarded.incident)


def test_anybody_elses_finding_about_another_account_is_a_claim() -> None:
    actual = event(sample("guardduty/member-account"))
    assert (actual.account, actual.account_mismatch, actual.claimed) == ("111122223333", "444455556666", True)
    assert "claimed for account 444455556666" in actual.title


def test_an_archived_finding_is_over_and_never_notified() -> None:
    actual = incident(changed(FINDING, "detail.service.archived", True))
    assert (actual.phase, actual.ended_as, actual.suppressed) == ("ended", "archived", True)
    assert (incident(sample(FINDING)).phase, incident(sample(FINDING)).suppressed) == ("opened", False)


@pytest.mark.parametrize(("count", "kept"), [(2, 2), (0, 1), (-5, 1), (None, 1), (10**30, 1_000_000_000)])
def test_how_often_it_happened_is_bounded(count: object, kept: int) -> None:
    assert incident(changed(FINDING, "detail.service.count", count)).count == kept


def test_who_used_the_key_of_a_role() -> None:
    raw = changed(
        "guardduty/access-key",
        "detail.resource.accessKeyDetails",
        {
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "principalId": "AROAIOSFODNN7EXAMPLE:alice@example.com",
            "userType": "AssumedRole",
            "userName": "ADFS-Admin",
        },
    )
    assert fact(raw, "Role") == "ADFS-Admin"
    assert fact(raw, "Session") == "alice@example.com"
    assert fact(raw, "Access key") == "ASIAIOSFODNN7EXAMPLE"


@pytest.mark.parametrize(
    ("kind", "label"), [("IAMUser", "User"), ("AssumedRole", "Role"), ("Root", "User"), (7, "User")]
)
def test_a_user_is_no_role(kind: object, label: str) -> None:
    details = {"userType": kind, "userName": "orchard-reader", "principalId": ["odd"], "accessKeyId": {"odd": 1}}
    raw = changed("guardduty/access-key", "detail.resource.accessKeyDetails", details)
    assert fact(raw, label) == "orchard-reader"
    assert fact(raw, "Access key") is None


REMOTE = {
    "ipAddressV4": "198.51.100.7",
    "country": {"countryName": "Atlantis"},
    "organization": {"asn": "64496", "asnOrg": "EXAMPLE-AS", "isp": "Example", "org": "Example Net"},
}


@pytest.mark.parametrize(
    "action",
    [
        {"awsApiCallAction": {"remoteIpDetails": REMOTE}},
        {"networkConnectionAction": {"remoteIpDetails": REMOTE}},
        {"kubernetesApiCallAction": {"remoteIpDetails": REMOTE}},
        {"rdsLoginAttemptAction": {"remoteIpDetails": REMOTE}},
        {"portProbeAction": {"portProbeDetails": [{"remoteIpDetails": REMOTE}]}},
    ],
)
def test_from_where_whatever_the_action(action: dict[str, object]) -> None:
    raw = changed(FINDING, "detail.service.action", action)
    assert [fact(raw, label) for label in ("Address", "Country", "Organisation")] == [
        "198.51.100.7",
        "Atlantis",
        "Example Net",
    ]


@pytest.mark.parametrize(
    "action", [None, [], "odd", {"portProbeAction": {"portProbeDetails": []}}, {"awsApiCallAction": 7}]
)
def test_without_a_remote_side_no_fact_names_it(action: object) -> None:
    assert fact(changed(FINDING, "detail.service.action", action), "Address") is None


def test_an_archived_finding_says_so_and_keeps_its_band() -> None:
    actual = event(changed(FINDING, "detail.service.archived", True))
    assert (actual.status, actual.severity) == ("archived", Severity.HIGH)


def test_a_finding_without_title_is_called_by_its_type() -> None:
    assert event(without(FINDING, "detail.title")).title == "UnauthorizedAccess:EC2/TorRelay on i-0c1d2e3f4a5b60718"


def test_a_notification_from_sns_is_ignored_with_the_reason() -> None:
    outcome, reason = refusal(sample("guardduty/malware-scan-notification"))
    assert outcome == "ignored"
    assert "SNS" in reason
