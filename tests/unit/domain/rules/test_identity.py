"""Every copy of a rule is one rule, and nobody's own rule is taken for a copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_monitor.domain.rules import LAST_WORDS, MANAGED_RULE_OF_GUARDRAIL, canonical_rule

OWN_ARN = "arn:aws:config:us-east-1:222222222222:config-rule/config-rule-9rpvxc"
HUB, PACKS, ORGANIZATION = "securityhub", "config-conforms", "config-multiaccountsetup"


def arn(service: str, partition: str = "aws") -> str:
    rule = f"config-rule/aws-service-rule/{service}.amazonaws.com/config-rule-axgui2"
    return f"arn:{partition}:config:eu-west-1:222222222222:{rule}"


WITH_ARN = [
    ("securityhub-iam-inline-policy-blocked-kms-actions-baa2cf8c", HUB, "iam-inline-policy-blocked-kms-actions"),
    ("securityhub-restricted-ssh-33f8347e", HUB, "restricted-ssh"),
    ("securityhub-vpc-default-security-group-closed-089d8733", HUB, "vpc-default-security-group-closed"),
    ("securityhub-vpc-default-security-group-closed-0927d9ca", HUB, "vpc-default-security-group-closed"),
    ("securityhub-cloud-trail-encryption-enabled-dadfg6", HUB, "cloud-trail-encryption-enabled"),
    ("securityhub-cloud-trail-log-file-validation-enabled-v4949q", HUB, "cloud-trail-log-file-validation-enabled"),
    ("securityhub-s3-bucket-versioning-enabled-abcdefg", HUB, "s3-bucket-versioning-enabled"),
    ("securityhub-iam-password-policy-symbol-check", HUB, "iam-password-policy-symbol-check"),
    ("securityhub-alb-waf-required", HUB, "alb-waf-required"),
    ("securityhub-alb-waf-required-1a2b3c4d", HUB, "alb-waf-required"),
    ("securityhub-autoscaling-launchconfig-requires-imdsv2", HUB, "autoscaling-launchconfig-requires-imdsv2"),
    ("securityhub-sqs-queue-encrypted-0f0f0f0f", HUB, "sqs-queue-encrypted"),
    ("securityhub-multi-region-cloud-trail-enabled-8f6a37ab", HUB, "multi-region-cloudtrail-enabled"),
    ("securityhub-cloud-trail-enabled", HUB, "cloudtrail-enabled"),
    ("access-keys-rotated", HUB, "access-keys-rotated"),
    (
        "lambda-function-public-access-prohibited-conformance-pack-qayjyopmd",
        PACKS,
        "lambda-function-public-access-prohibited",
    ),
    ("cloudwatch-log-group-encrypted-conformance-pack-6cruwvtg2", PACKS, "cloudwatch-log-group-encrypted"),
    ("cloudwatch-log-group-encrypted-conformance-pack-n0q8yfwsp", PACKS, "cloudwatch-log-group-encrypted"),
    ("alb-waf-required-conformance-pack-msjja9vn", PACKS, "alb-waf-required"),
    ("CustomRuleForAccount-conformance-pack-szsm1uv0w", PACKS, "CustomRuleForAccount"),
    ("OrgConfigRule-restricted-ssh-dbgzf8ba-conformance-pack-szsm1uv0w", PACKS, "restricted-ssh"),
    ("a-conformance-pack-b-conformance-pack-szsm1uv0w", PACKS, "a-conformance-pack-b"),
    ("no-mark", PACKS, "no-mark"),
    ("OrgConfigRule-s3-bucket-versioning-enabled-dbgzf8ba", ORGANIZATION, "s3-bucket-versioning-enabled"),
    ("OrgConfigRule-s3-bucket-versioning-enabled-abcdefgh", ORGANIZATION, "s3-bucket-versioning-enabled"),
    ("OrgConfigRule-org-restricted-ssh", ORGANIZATION, "org-restricted-ssh"),
    ("OrgConfigRule-restricted-ssh-b", ORGANIZATION, "restricted-ssh-b"),
    ("OrgConfigRule-alb-waf-required", ORGANIZATION, "alb-waf-required"),
    ("OrgConfigRule-restricted-ssh-dbgzf8ba-conformance-pack-szsm1uv0w", ORGANIZATION, "restricted-ssh"),
    ("restricted-ssh-conformance-pack-szsm1uv0w", ORGANIZATION, "restricted-ssh"),
    ("FMManagedRule-12345678", "fms", "FMManagedRule-12345678"),
    ("anything-12345678", "controltower", "anything-12345678"),
]


@pytest.mark.parametrize(("raw", "service", "name"), WITH_ARN)
def test_a_service_linked_copy_is_the_rule_it_copies(raw: str, service: str, name: str) -> None:
    assert canonical_rule(raw, arn(service)) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("securityhub-restricted-ssh-33f8347e", "restricted-ssh"),
        ("securityhub-cloud-trail-encryption-enabled-dadfg6", "cloud-trail-encryption-enabled"),
        ("securityhub-multi-region-cloud-trail-enabled-8f6a37ab", "multi-region-cloudtrail-enabled"),
        ("ebs-in-backup-plan-conformance-pack-msjja9vn7", "ebs-in-backup-plan"),
        ("securityhub-restricted-ssh-33f8347e-conformance-pack-msjja9vn7", "restricted-ssh"),
        ("OrgConfigRule-s3-bucket-versioning-enabled-dbgzf8ba", "s3-bucket-versioning-enabled"),
        ("OrgConfigRule-restricted-ssh-b", "OrgConfigRule-restricted-ssh-b"),
        ("OrgConfigRule-alb-waf-required", "OrgConfigRule-alb-waf-required"),
        ("securityhub-findings-critical", "securityhub-findings-critical"),
        ("securityhub-iam-password-policy-symbol-check", "securityhub-iam-password-policy-symbol-check"),
        ("securityhub-enabled", "securityhub-enabled"),
        ("alb-waf-required", "alb-waf-required"),
        ("volumes-prod-tags", "volumes-prod-tags"),
        ("", ""),
    ],
)
def test_without_an_arn_only_a_name_that_fits_a_form_in_full_is_a_copy(raw: str, name: str) -> None:
    assert canonical_rule(raw) == name


@pytest.mark.parametrize(
    "raw", [raw for raw, *_ in WITH_ARN] + ["securityhub-findings-critical", "s3-public-read-prohibited"]
)
def test_an_ordinary_arn_leaves_a_look_alike_alone(raw: str) -> None:
    assert canonical_rule(raw, OWN_ARN) == raw


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_arn_decides_in_every_partition(partition: str) -> None:
    assert canonical_rule("securityhub-restricted-ssh-33f8347e", arn(HUB, partition)) == "restricted-ssh"


@pytest.mark.parametrize("rule_arn", [None, OWN_ARN, arn("controltower")])
def test_a_control_tower_control_is_the_managed_rule_it_is_whatever_its_arn(rule_arn: str | None) -> None:
    """Control Tower's controls have ordinary ARNs, and their name is Control Tower's own."""
    for guardrail, managed in MANAGED_RULE_OF_GUARDRAIL.items():
        assert canonical_rule(f"AWSControlTower_AWS-GR_{guardrail}", rule_arn) == managed


@pytest.mark.parametrize(
    "raw", ["AWSControlTower_AWS-GR_SOMETHING_NEW", "AWSControlTower_AWS-GR_restricted_ssh", "AWSControlTower_mine"]
)
def test_an_unknown_guardrail_keeps_its_name(raw: str) -> None:
    assert canonical_rule(raw, OWN_ARN) == raw


names = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,60}[a-zA-Z0-9]", fullmatch=True)
suffixes = st.from_regex(r"[0-9a-z]{8}", fullmatch=True).filter(lambda suffix: suffix not in LAST_WORDS)


@given(names, suffixes)
def test_any_name_survives_being_copied(name: str, suffix: str) -> None:
    """The round trip: what a service puts round a name comes off again, and nothing else does."""
    assert canonical_rule(f"securityhub-{name}-{suffix}", arn(HUB)) == name
    assert canonical_rule(f"OrgConfigRule-{name}-{suffix}", arn(ORGANIZATION)) == name
    assert canonical_rule(f"{name}-conformance-pack-{suffix}", arn(PACKS)) == canonical_rule(
        f"{name}-conformance-pack-{suffix}z", arn(PACKS)
    )


@given(st.text())
def test_an_own_rule_is_left_alone_whatever_its_name(name: str) -> None:
    if not name.startswith("AWSControlTower_AWS-GR_"):
        assert canonical_rule(name, OWN_ARN) == name


@given(st.text(), st.text() | st.sampled_from([arn(HUB), arn(PACKS), arn(ORGANIZATION), arn("fms")]))
def test_no_name_and_no_arn_raises_or_ends_in_nothing(name: str, rule_arn: str) -> None:
    actual = canonical_rule(name, rule_arn)
    assert bool(actual) == bool(name) or name in ("securityhub-", "OrgConfigRule-")


def test_a_name_of_ten_thousand_marks_is_no_harm() -> None:
    assert canonical_rule("x" + "-conformance-pack-abcdefgh" * 10_000, arn(PACKS)).startswith("x")
