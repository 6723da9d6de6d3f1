"""Mistakes in policy.yaml are named with their line and in words for people; the example is right."""

from pathlib import Path

import pytest

from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Policy, Subject, route_of, severity_by_policy
from config_monitor.errors import InvalidPolicy
from config_monitor_cli.policy_file import read_policy

EXAMPLE = Path(__file__).parents[3] / "policy.example.yaml"

# Six lines that aliases make a million values.
MULTIPLIED = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 16)}]\n" for before, name in ("ab", "bc", "cd", "de", "ef")
)


def mistakes(text: str) -> list[str]:
    with pytest.raises(InvalidPolicy) as raised:
        read_policy(text)
    return str(raised.value).splitlines()


def test_the_example_is_right_and_does_what_its_comments_say() -> None:
    policy = read_policy(EXAMPLE.read_text())
    day = policy.exceptions[0].expires
    bucket = Subject(
        account="111122223333",
        rules=("s3-bucket-public-read-prohibited",),
        resource_type="AWS::S3::Bucket",
        resource_names=("www-orchard",),
    )
    assert route_of(policy, bucket, Severity.CRITICAL, day).notify == "none"
    other = bucket.model_copy(update={"resource_names": ("orchard",)})
    route = route_of(policy, other, Severity.CRITICAL, day)
    assert (route.channel, route.notify, route.account_name) == ("security-urgent", "immediate", "production")
    assert route_of(policy, other, Severity.MEDIUM, day).channel == "web-alerts"
    tagged = other.model_copy(update={"rules": ("s3-bucket-tagged",)})
    assert severity_by_policy(policy, tagged) is Severity.INFORMATIONAL
    user = bucket.model_copy(update={"resource_type": "AWS::IAM::User", "rules": ("access-keys-rotated",)})
    assert route_of(policy, user, Severity.LOW, day).channel == "identity"
    alarm = Subject(account="222222222222", source="aws.cloudwatch")
    assert route_of(policy, alarm, Severity.LOW, day).channel == "on-call"


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "routes:\nexceptions:\nteams:\n"])
def test_a_file_or_a_section_without_content_says_nothing(text: str) -> None:
    assert read_policy(text) == Policy()


def test_an_account_whose_name_is_blanks_has_none() -> None:
    """It would be a link without text."""
    accounts = read_policy('accounts: {"111122223333": {name: " "}, "222233334444": {name: " shop "}}').accounts
    assert [account.name for account in accounts.values()] == [None, "shop"]


def test_an_account_is_text_however_it_is_written() -> None:
    """012345670123 would be an octal number to YAML."""
    policy = read_policy(
        "accounts:\n  012345670123: {name: one}\n  111122223333: {name: two}\n"
        "routes:\n- {account: 012345670123, channel: c}"
    )
    assert list(policy.accounts) == ["012345670123", "111122223333"]
    assert policy.routes[0].account == ["012345670123"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("threshold: high\ntreshold: low\n", "policy.yaml:2: treshold: there is no such key here"),
        ("accounts:\n\n  111: {}\n", "policy.yaml:3: accounts.111: 111 is no account: 12 digits"),
        (
            "accounts:\n  '111122223333':\n    name: a\n    team: web\n",
            "policy.yaml:4: accounts.111122223333.team: team web is not among teams",
        ),
        ("teams:\n  a: {}\n  b: {}\n  a: {}\n", "policy.yaml:4: teams.a: is there twice"),
        ("default_channel: two words\n", "policy.yaml:1: default_channel: two words is no channel"),
        (
            "\ndefault_channel: #cloud\n",
            "policy.yaml:2: default_channel: is empty; mind that # begins a comment, so a channel's # needs quotes",
        ),
        (
            "routes:\n  - rule: a\n    channel: b\n  - severity: worst\n    channel: c\n",
            "policy.yaml:4: routes.2.severity: one of informational, low, medium, high, critical is wanted",
        ),
        (
            "exceptions:\n  - {rule: a, resource: b, reason: c, owner: d}\n",
            "policy.yaml:2: exceptions.1.expires: is missing",
        ),
        (
            "exceptions:\n  - {rule: a, resource: b, reason: c, owner: d,\n     expires: never}\n",
            "policy.yaml:3: exceptions.1.expires: a date like 2027-01-31 is wanted",
        ),
        (
            "quiet:\n  - rule: s3-*\n    team: ops\n",
            "policy.yaml:3: quiet.1.team: ops is not among teams",
        ),
        (
            "routes:\n  - channel: c\n    source: aws.cloudwatch\n    rule: s3-*\n",
            "policy.yaml:4: routes.1.rule: rule is of aws.config alone, and the entry's source is aws.cloudwatch",
        ),
        ("quiet:\n  - tell: never\n", "policy.yaml:2: quiet.1: one of rule, finding, alarm, resource, account"),
        (
            "exceptions:\n  - {rule: a, reason: c, owner: d, expires: 2030-01-01}\n",
            'policy.yaml:2: exceptions.1: resource is missing; all resources are written as resource: "*"',
        ),
        ("quiet: s3-*\n", "policy.yaml:1: quiet: a list is wanted"),
        ("- a\n", "policy.yaml:1: the policy: keys and values are wanted"),
        (
            "quiet:\n  - rule: *-tagged\n",
            "policy.yaml:2: found undefined alias '-tagged'; a pattern that begins with * needs quotes",
        ),
        ("a: [\n", "policy.yaml:2: expected the node content, but found '<stream end>'"),
        ("a: \x07\n", "policy.yaml:1: unacceptable character #x0007: special characters are not allowed"),
        ("teams: &t\n  a: *t\n", "policy.yaml:1: teams: is nested too deeply"),
        ("\n" + "[" * 5000, "policy.yaml:2: the policy: is nested too deeply"),
        (MULTIPLIED, "policy.yaml:6: f: is more than a policy can hold"),
        ("teams:\n  ? [a, b]\n  : c\n", "policy.yaml:2: teams: a key is text, not a list or keys and values"),
    ],
)
def test_a_mistake_is_reported_with_its_line(text: str, expected: str) -> None:
    assert any(mistake.startswith(expected) for mistake in mistakes(text))


def test_all_mistakes_are_reported_at_once_in_order_of_lines() -> None:
    reported = mistakes("x: 1\ny: 2\nthreshold: 3\naccounts:\n  '1': {}\n")
    assert [line.split(":")[1] for line in reported] == ["1", "2", "3", "5"]
