"""Who may put events on the hub's bus, asked of its policy as AWS evaluates it: an outsider never may."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import pytest

from config_monitor.adapters.sources import PARSERS
from tests.support.template import resources

HUB, BUS = "000000000000", "arn:aws:events:eu-central-1:000000000000:event-bus/config-monitor"
CONFIG, KIND = "aws.config", "Config Rules Compliance Change"
OURS, OTHERS = "o-ours123456", "o-others1234"


class Caller(NamedTuple):
    """An account, the organisation it is in (most are in none), and what it puts: by a rule, or by PutEvents itself."""

    account: str
    organisation: str | None = None
    source: str = CONFIG
    kind: str = KIND
    by_rule: bool = True


OUTSIDERS = [
    Caller(f"{n:012}", organisation) for n in range(900, 950) for organisation in (None, OTHERS, "o-ours12345")
]


def resolved(value: Any, parameters: Mapping[str, Any]) -> Any:
    """A piece of the template with parameters and conditions filled in; `AWS::NoValue` is None."""
    conditions = {
        "HasOrganization": bool(parameters["OrganizationId"]),
        "HasAccounts": bool(parameters["AllowedAccounts"]),
        "HasAdditionalSources": bool(parameters["AdditionalSources"]),
    }
    known = {**parameters, "AWS::AccountId": HUB, "AWS::NoValue": None}
    match value:
        case {"Ref": name}:
            return known[name]
        case {"Fn::Sub": str(text)}:
            assert text.endswith(":event-bus/${AWS::StackName}")
            return BUS
        case {"Fn::If": [name, then, otherwise]}:
            return resolved(then if conditions[name] else otherwise, parameters)
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(resolved(parts, parameters))
        case {"Fn::Split": [separator, text]}:
            return resolved(text, parameters).split(separator)
        case dict():
            return {key: resolved(inner, parameters) for key, inner in value.items()}
        case list():
            return [kept for inner in value if (kept := resolved(inner, parameters)) is not None]
        case _:
            return value


def allows(statement: Mapping[str, Any], caller: Caller, action: str, resource: str) -> bool:
    """Whether an allowing statement covers a call; a form of it that this does not know fails the test."""
    assert set(statement) <= {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    assert statement["Effect"] == "Allow"
    principal = statement["Principal"]
    named = principal == "*" or caller.account in _listed(principal["AWS"])
    met = all(
        _met(operator, stated, caller) for operator, keys in statement["Condition"].items() for stated in keys.items()
    )
    return named and met and statement["Action"] == action and statement["Resource"] == resource


def _met(operator: str, stated: tuple[str, Any], caller: Caller) -> bool:
    """One condition; an absent key meets `ForAllValues`, as it does on AWS."""
    key, expected = stated
    actual = {
        "aws:PrincipalOrgID": caller.organisation,
        "events:source": caller.source or None,
        "events:detail-type": caller.kind,
        "events:eventBusInvocation": "true" if caller.by_rule else "false",
    }[key]
    match operator:
        case "Null":
            return (actual is None) is (expected == "true")
        case "Bool" | "StringEquals":
            return actual is not None and actual in _listed(expected)
        case "ForAllValues:StringEquals":
            return actual is None or actual in _listed(expected)
        case "ForAllValues:StringLike":
            return actual is None or any(fnmatchcase(actual, pattern) for pattern in _listed(expected))
        case _:
            raise AssertionError(f"a condition that this test does not know: {operator}")


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def admitted(
    caller: Caller, organisation: str, accounts: list[str], action: str = "events:PutEvents", resource: str = BUS
) -> bool:
    policy = resources("AWS::Events::EventBus")["EventBus"]["Policy"]
    parameters = {"OrganizationId": organisation, "AllowedAccounts": accounts, "AdditionalSources": ["aws.backup"]}
    return any(allows(statement, caller, action, resource) for statement in resolved(policy, parameters)["Statement"])


@pytest.mark.parametrize(
    ("organisation", "accounts"), [(OURS, []), ("", ["111111111111"]), (OURS, ["111111111111"]), ("", [])]
)
def test_outside_principals_0_allowed(organisation: str, accounts: list[str]) -> None:
    assert [caller for caller in OUTSIDERS if admitted(caller, organisation, accounts)] == []


def test_the_organisation_and_the_listed_accounts_may_both() -> None:
    for accounts in ([], ["111111111111", "222222222222"]):
        assert admitted(Caller("333333333333", OURS), OURS, accounts)
    assert admitted(Caller("222222222222"), OURS, ["111111111111", "222222222222"])
    assert admitted(Caller("111111111111", OTHERS), "", ["111111111111"])


def test_with_neither_given_only_the_hub_itself_may() -> None:
    assert admitted(Caller(HUB, OURS), "", [])
    assert not admitted(Caller("111111111111", OURS), "", [])


@pytest.mark.parametrize(
    "action", ["events:PutRule", "events:PutTargets", "events:DeleteEventBus", "events:PutPermission"]
)
def test_members_may_put_events_and_nothing_else(action: str) -> None:
    assert not admitted(Caller("333333333333", OURS), OURS, [], action=action)
    assert not admitted(Caller("333333333333", OURS), OURS, [], resource=BUS.replace("config-monitor", "default"))


@pytest.mark.parametrize(("source", "kind"), PARSERS)
def test_each_kind_that_is_parsed_is_admitted(source: str, kind: str) -> None:
    assert admitted(Caller("222222222222", OURS, source, kind), OURS, [])
    assert admitted(Caller("222222222222", None, source, kind), "", ["222222222222"])


@pytest.mark.parametrize(
    "source", ["config-monitor", "config-monitor.hub", "com.example.shop", "aws.s3", "monitoring", ""]
)
def test_no_other_source_is_admitted(source: str) -> None:
    for by_rule in (True, False):
        assert not admitted(Caller("222222222222", OURS, source, KIND, by_rule), OURS, ["222222222222"])


def test_what_services_and_agents_say_comes_by_a_rule_alone() -> None:
    """Whoever may put events on the bus directly cannot put an agent's or a service's there."""
    for source, kind in ((CONFIG, KIND), ("config-monitor.agent", "Agent Heartbeat")):
        assert not admitted(Caller("222222222222", OURS, source, kind, by_rule=False), OURS, ["222222222222"])


@pytest.mark.parametrize("source", ["monitoring.agent.logs", "monitoring.agent", "aws.backup"])
def test_older_agents_and_additional_sources_may_come_either_way(source: str) -> None:
    for by_rule in (True, False):
        assert admitted(Caller("222222222222", OURS, source, "Anything", by_rule), OURS, [])


def test_the_hubs_rule_names_what_is_parsed() -> None:
    pattern = resources("AWS::Events::Rule")["ProcessEventRule"]["EventPattern"]["$or"]
    forwarded, of_agents, older, additional = pattern
    routine = resources("AWS::Events::Rule")["RoutineEventRule"]["EventPattern"]
    own = {kind for kind in PARSERS if not kind[0].startswith("monitoring.")}
    matched = [
        (source, kind)
        for branch in (forwarded, of_agents, routine)
        for source, kind in own
        if source in branch["source"] and kind in branch["detail-type"]
    ]
    assert sorted(matched) == sorted(own), "each by one rule alone"
    assert set(forwarded["detail-type"]) == {kind for _, kind in own}
    assert older == {"source": [{"prefix": "monitoring."}]}
    assert resolved(additional, {"AdditionalSources": ["aws.backup"], "OrganizationId": "", "AllowedAccounts": []}) == {
        "source": ["aws.backup"]
    }
