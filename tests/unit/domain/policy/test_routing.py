"""The policy's decisions: first match wins, what no entry matches falls back, exceptions end."""

from datetime import date
from typing import Any

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, Subject, exception_of, mute_of, route_of, severity_by_policy

TODAY = date(2026, 11, 24)
BUCKET = Subject(
    account="222222222222",
    rules=("s3-bucket-versioning-enabled", "securityhub-s3-bucket-versioning-enabled-0a1b2c3d"),
    resource_type="AWS::S3::Bucket",
    resource_names=("orchard-logs",),
)
ALARM = Subject(
    account="333333333333",
    source="aws.cloudwatch",
    kind="cpu",
    resource_type="AWS::CloudWatch::Alarm",
    resource_names=("cpu",),
)
FINDING = Subject(
    account="333333333333",
    source="aws.guardduty",
    kind="Recon:EC2/Portscan",
    resource_type="AWS::EC2::Instance",
    resource_names=("i-0a1", "web-1"),
)
EXCEPTION = {"rule": "s3-*", "resource": "orchard-*", "reason": "logs", "owner": "ada", "expires": "2026-11-24"}


def policy(**document: Any) -> Policy:
    return Policy.model_validate(document)


def test_the_first_matching_severity_wins_and_no_match_says_nothing() -> None:
    rated = policy(severities=[{"rule": ["x", "s3-*"], "severity": "low"}, {"rule": "*", "severity": "critical"}])
    assert severity_by_policy(rated, BUCKET) is Severity.LOW
    assert severity_by_policy(rated, ALARM) is None
    assert severity_by_policy(Policy(), BUCKET) is None


def test_a_rule_pattern_may_name_one_copy_by_its_raw_name() -> None:
    assert severity_by_policy(policy(severities=[{"rule": "securityhub-*", "severity": "low"}]), BUCKET) is Severity.LOW


@pytest.mark.parametrize(
    ("severity", "notify"),
    [
        (Severity.CRITICAL, "immediate"),
        (Severity.HIGH, "immediate"),
        (Severity.MEDIUM, "digest"),
        (Severity.UNRATED, "digest"),
    ],
)
def test_without_a_policy_high_and_worse_is_notified_at_once(severity: Severity, notify: str) -> None:
    assert route_of(Policy(), BUCKET, severity, TODAY).notify == notify


@pytest.mark.parametrize(
    ("entry", "notify"),
    [
        ({"rule": "s3-*", "threshold": "low"}, "immediate"),
        ({"account": "222222222222", "threshold": "low"}, "immediate"),
        ({"account": "production", "threshold": "low"}, "immediate"),
        ({"team": "web", "threshold": "low"}, "immediate"),
        ({"channel": "web-alerts", "threshold": "low"}, "immediate"),
        ({"channel": "other", "threshold": "low"}, "digest"),
        ({"rule": "s3-*", "account": "333333333333", "threshold": "low"}, "digest"),
        ({"source": "aws.guardduty", "threshold": "low"}, "digest"),
    ],
)
def test_a_threshold_may_be_a_rules_an_accounts_a_teams_or_a_channels(entry: dict[str, Any], notify: str) -> None:
    accounts = {"222222222222": {"name": "production", "team": "web"}}
    document = policy(thresholds=[entry], accounts=accounts, teams={"web": {"channel": "web-alerts"}})
    assert route_of(document, BUCKET, Severity.LOW, TODAY).notify == notify


def test_a_channel_is_the_routes_then_the_accounts_then_the_teams_then_the_default() -> None:
    document: dict[str, Any] = {"default_channel": "all"}
    assert route_of(policy(**document), BUCKET, Severity.LOW, TODAY).channel == "all"
    document |= {
        "teams": {"web": {"channel": "team"}},
        "accounts": {"222222222222": {"team": "web", "name": "production"}},
    }
    routed = route_of(policy(**document), BUCKET, Severity.LOW, TODAY)
    assert (routed.channel, routed.account_name, routed.team) == ("team", "production", "web")
    document["accounts"]["222222222222"]["channel"] = "own"
    assert route_of(policy(**document), BUCKET, Severity.LOW, TODAY).channel == "own"
    document["routes"] = [
        {"severity": "high", "channel": "urgent"},
        {"resource_type": "AWS::S3::*", "channel": "storage"},
    ]
    for severity, channel in ((Severity.MEDIUM, "storage"), (Severity.HIGH, "urgent"), (Severity.CRITICAL, "urgent")):
        assert route_of(policy(**document), BUCKET, severity, TODAY).channel == channel


def test_an_account_of_a_team_without_channel_falls_back_to_the_default() -> None:
    document = policy(teams={"web": {}}, accounts={"222222222222": {"team": "web"}})
    assert route_of(document, BUCKET, Severity.LOW, TODAY).channel == "config-monitor"


def test_routes_and_thresholds_can_be_about_another_source() -> None:
    document = policy(
        routes=[{"source": "aws.cloudwatch", "channel": "on-call"}],
        thresholds=[{"source": "aws.*", "threshold": "low"}],
    )
    routed = route_of(document, ALARM, Severity.LOW, TODAY)
    assert (routed.channel, routed.notify) == ("on-call", "immediate")


@pytest.mark.parametrize(("mute", "expected"), [({}, "digest"), ({"tell": "never"}, "none")])
def test_what_is_muted_is_not_notified_at_once_however_severe(mute: dict[str, str], expected: str) -> None:
    document = policy(quiet=[{"rule": "s3-*", **mute}])
    assert route_of(document, BUCKET, Severity.CRITICAL, TODAY).notify == expected
    assert route_of(document, ALARM, Severity.CRITICAL, TODAY).notify == "immediate"


def test_an_exception_silences_to_the_end_of_its_last_day() -> None:
    routed = route_of(policy(exceptions=[EXCEPTION]), BUCKET, Severity.CRITICAL, TODAY)
    assert (routed.notify, routed.exception, routed.excepted_until) == (
        "none",
        "ada: logs",
        "2026-11-25T00:00:00.000Z",
    )
    later = route_of(policy(exceptions=[EXCEPTION]), BUCKET, Severity.CRITICAL, date(2026, 11, 25))
    assert (later.notify, later.exception, later.excepted_until) == ("immediate", None, None)


@pytest.mark.parametrize(
    "other", [{"rule": "ec2-*"}, {"resource": "orchard"}, {"account": "333333333333"}, {"expires": "2026-11-23"}]
)
def test_an_exception_holds_for_all_it_names_and_nothing_else(other: dict[str, str]) -> None:
    assert exception_of(policy(exceptions=[EXCEPTION]), BUCKET, TODAY)
    assert exception_of(policy(exceptions=[EXCEPTION | {"account": "2222*"}]), BUCKET, TODAY)
    named = policy(exceptions=[EXCEPTION | {"account": "prod*"}], accounts={"222222222222": {"name": "production"}})
    assert exception_of(named, BUCKET, TODAY)
    assert exception_of(policy(exceptions=[EXCEPTION | other]), BUCKET, TODAY) is None


def test_the_first_mute_and_the_first_exception_that_match_hold() -> None:
    several = policy(
        quiet=[{"rule": "ec2-*"}, {"rule": "s3-*", "tell": "never"}, {"rule": "*"}],
        exceptions=[EXCEPTION | {"rule": "ec2-*"}, EXCEPTION | {"owner": "bea"}, EXCEPTION],
    )
    muted, excepted = mute_of(several, BUCKET), exception_of(several, BUCKET, TODAY)
    assert muted
    mute, entry = muted
    assert (mute.tell, entry) == ("never", "quiet.2 (rule s3-*)")
    assert excepted
    assert (excepted[0].owner, excepted[1].partition(" ")[0]) == ("bea", "exceptions.2")
    assert mute_of(several, Subject(account="222222222222", source="aws.health")) is None


def test_an_exception_is_about_rules_and_never_hides_another_source() -> None:
    assert exception_of(policy(exceptions=[EXCEPTION | {"rule": "*", "resource": "*"}]), ALARM, TODAY) is None


@pytest.mark.parametrize(
    ("entry", "subjects"),
    [
        ({"alarm": "c*"}, [ALARM]),
        ({"finding": "Recon:*"}, [FINDING]),
        ({"finding": "cpu"}, []),
        ({"resource": "web-*"}, [FINDING]),
        ({"resource": "*", "source": "aws.cloudwatch"}, [ALARM]),
        ({"resource_type": "AWS::*"}, [BUCKET, ALARM, FINDING]),
        ({"rule": "*"}, [BUCKET]),
        ({"account": "sandbox", "resource": ["i-*", "cpu"]}, [ALARM, FINDING]),
        ({"team": "ops"}, [ALARM, FINDING]),
    ],
)
def test_every_entry_may_name_what_any_source_has(entry: dict[str, Any], subjects: list[Subject]) -> None:
    known: dict[str, Any] = {"teams": {"ops": {}}, "accounts": {"333333333333": {"name": "sandbox", "team": "ops"}}}
    rated = policy(severities=[entry | {"severity": "low"}], **known)
    lowered = policy(thresholds=[entry | {"threshold": "low"}], **known)
    routed = policy(routes=[entry | {"channel": "own"}], **known)
    muted = policy(quiet=[entry | {"tell": "never"}], **known)
    for subject in (BUCKET, ALARM, FINDING):
        matched = subject in subjects
        assert (severity_by_policy(rated, subject) is Severity.LOW) is matched
        assert (route_of(lowered, subject, Severity.LOW, TODAY).notify == "immediate") is matched
        assert (route_of(routed, subject, Severity.LOW, TODAY).channel == "own") is matched
        assert (route_of(muted, subject, Severity.CRITICAL, TODAY).notify == "none") is matched


@pytest.mark.parametrize(
    ("entry", "subject"),
    [
        ({"alarm": "cpu"}, ALARM),
        ({"finding": "Recon:*", "resource": "web-1"}, FINDING),
        ({"source": "aws.gu*"}, FINDING),
    ],
)
def test_an_exception_may_be_for_an_alarm_a_finding_or_a_source(entry: dict[str, str], subject: Subject) -> None:
    ends = {name: EXCEPTION[name] for name in ("reason", "owner", "expires")}
    document = policy(exceptions=[entry | ends])
    for other in (BUCKET, ALARM, FINDING):
        assert (route_of(document, other, Severity.CRITICAL, TODAY).notify == "none") is (other is subject)


@pytest.mark.parametrize(
    ("document", "severity", "code", "sentence"),
    [
        ({}, Severity.LOW, "below_threshold", "Its severity low is below high, the policy's threshold."),
        (
            {"thresholds": [{"rule": "x", "threshold": "low"}, {"rule": "s3-*", "threshold": "critical"}]},
            Severity.HIGH,
            "below_threshold",
            "Its severity high is below critical, the policy's thresholds.2 (rule s3-*).",
        ),
        (
            {"quiet": [{"rule": "s3-*", "account": ["2*", "3*"]}]},
            Severity.CRITICAL,
            "muted",
            "Muted by quiet.1 (rule s3-*; account 2*, 3*): left to the digest.",
        ),
        (
            {"quiet": [{"source": "aws.*", "tell": "never"}]},
            Severity.CRITICAL,
            "muted",
            "Muted by quiet.1 (source aws.*): never notified.",
        ),
        (
            {"exceptions": [EXCEPTION], "quiet": [{"rule": "*"}]},
            Severity.CRITICAL,
            "excepted",
            "Excepted until 2026-11-24 by ada, exceptions.1 (rule s3-*; resource orchard-*): logs.",
        ),
    ],
)
def test_what_is_not_immediate_has_the_reason_and_the_entry_that_decided(
    document: dict[str, Any], severity: Severity, code: str, sentence: str
) -> None:
    reason = route_of(policy(**document), BUCKET, severity, TODAY).reason
    assert reason is not None
    assert (reason.code, reason.sentence) == (code, sentence)


def test_what_is_immediate_needs_no_reason() -> None:
    assert route_of(Policy(), BUCKET, Severity.HIGH, TODAY).reason is None
