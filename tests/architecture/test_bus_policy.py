"""Who may put events on the hub's bus, asked of its policy as AWS evaluates it: an outsider never may."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from tests.support.template import resources

HUB, BUS = "000000000000", "arn:aws:events:eu-central-1:000000000000:event-bus/config-monitor"
OURS, OTHERS = "o-ours123456", "o-others1234"


class Caller(NamedTuple):
    """An account, and the organisation it is in; most are in none."""

    account: str
    organisation: str | None = None


OUTSIDERS = [
    Caller(f"{n:012}", organisation) for n in range(900, 950) for organisation in (None, OTHERS, "o-ours12345")
]


def resolved(value: Any, parameters: Mapping[str, Any]) -> Any:
    """A piece of the template with parameters and conditions filled in; `AWS::NoValue` is None."""
    conditions = {
        "HasOrganization": bool(parameters["OrganizationId"]),
        "HasAccounts": bool(parameters["AllowedAccounts"]),
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
    met = True
    if condition := statement.get("Condition"):
        assert list(condition) == ["StringEquals"]
        assert list(condition["StringEquals"]) == ["aws:PrincipalOrgID"]
        met = caller.organisation is not None and caller.organisation in _listed(
            condition["StringEquals"]["aws:PrincipalOrgID"]
        )
    return named and met and statement["Action"] == action and statement["Resource"] == resource


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def admitted(
    caller: Caller, organisation: str, accounts: list[str], action: str = "events:PutEvents", resource: str = BUS
) -> bool:
    policy = resources("AWS::Events::EventBus")["EventBus"]["Policy"]
    given = {"OrganizationId": organisation, "AllowedAccounts": accounts}
    return any(allows(statement, caller, action, resource) for statement in resolved(policy, given)["Statement"])


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
