"""What a policy names must exist, but for what may come later: rules, resources, findings and alarms."""

from typing import Any

import pytest

from config_monitor.domain.policy import Policy, wrong_references

SOURCES = ("aws.config", "aws.cloudwatch", "aws.guardduty")
DEFINED: dict[str, Any] = {
    "teams": {"web": {}},
    "accounts": {"111122223333": {"name": "production", "team": "web"}, "222222222222": {}},
}


def wrong(**policy: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return list(wrong_references(Policy.model_validate({**DEFINED, **policy}), SOURCES))


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "not-stored-yet"},
        {"resource": "not-stored-yet", "resource_type": "AWS::New::Thing"},
        {"finding": "New:Finding/Type"},
        {"alarm": "not-stored-yet", "source": "aws.cloudwatch"},
        {"rule": "x", "source": "aws.*"},
        {"account": ["production", "222222222222", "9999*"]},
        {"team": ["web", "w*"], "source": "aws.config"},
    ],
)
def test_names_not_stored_yet_and_names_that_are_defined_are_valid(entry: dict[str, Any]) -> None:
    assert wrong(quiet=[entry]) == []


@pytest.mark.parametrize(
    ("entry", "key", "reason"),
    [
        ({"team": "ops"}, "team", "ops is not among teams"),
        ({"team": "o*"}, "team", "o* is not among teams"),
        ({"account": "prod"}, "account", "prod is not among accounts, neither as a number nor as a name"),
        (
            {"account": "333333333333"},
            "account",
            "333333333333 is not among accounts, neither as a number nor as a name",
        ),
        (
            {"source": "aws.cloudwach"},
            "source",
            "aws.cloudwach is no source; there are aws.config, aws.cloudwatch, aws.guardduty",
        ),
        (
            {"rule": "x", "source": "aws.cloudwatch"},
            "rule",
            "rule is of aws.config alone, and the entry's source is aws.cloudwatch",
        ),
        (
            {"alarm": "x", "source": "aws.guardduty"},
            "alarm",
            "alarm is of aws.cloudwatch alone, and the entry's source is aws.guardduty",
        ),
        ({"rule": "x", "finding": "y"}, "finding", "finding beside rule matches nothing"),
    ],
)
def test_a_wrong_reference_is_named_in_every_list(entry: dict[str, Any], key: str, reason: str) -> None:
    ends = {"reason": "r", "owner": "o", "expires": "2999-01-01", "source": "aws.config"}
    lists: dict[str, dict[str, Any]] = {
        "severities": {"severity": "low"},
        "thresholds": {"threshold": "low"},
        "routes": {"channel": "c"},
        "quiet": {},
        "exceptions": ends if key in ("team", "account") else {k: v for k, v in ends.items() if k != "source"},
    }
    for section, rest in lists.items():
        if section == "exceptions" and key in ("rule", "finding"):
            rest["resource"] = "*"
        assert wrong(**{section: [{**rest, **entry}]}) == [((section, 0, key), reason)]


def test_a_team_of_an_account_must_be_defined() -> None:
    accounts = {"111122223333": {"team": "ops"}}
    assert wrong(accounts=accounts) == [(("accounts", "111122223333", "team"), "team ops is not among teams")]


@pytest.mark.parametrize(
    ("approvers", "reasons"),
    [
        ({"users": ["UALICE"]}, ["two people have to agree, and users has 1; there is no group and no channel"]),
        (
            {"users": ["UALICE", "UALICE"]},
            ["two people have to agree, and users has 1; there is no group and no channel"],
        ),
        ({}, ["two people have to agree, and users has 0; there is no group and no channel"]),
        ({"users": ["UALICE", "UBOB"]}, []),
        ({"users": ["UALICE"], "groups": ["S1"]}, []),
        ({"channel": "C1"}, []),
    ],
)
def test_two_people_need_two_approvers(approvers: dict[str, Any], reasons: list[str]) -> None:
    refused = wrong(approvers={**approvers, "two_people": True})
    assert refused == [(("approvers", "two_people"), reason) for reason in reasons]
    assert wrong(approvers=approvers) == []
