"""`make check-agents` names each place and what it lacks, from the hub, from the bus's policy and from inside."""

from typing import Any

from botocore.exceptions import ClientError

from config_monitor.domain.agents import AgentHealth
from config_monitor_cli.check_agents import by_bus, by_hub, by_partition, from_inside

HUB, MEMBER, OTHER = "111111111111", "222222222222", "333333333333"
BUS = f"arn:aws:events:us-east-1:{HUB}:event-bus/config-monitor"


class Inside:
    """One place's AWS Config and EventBridge."""

    def __init__(self, *, recording: bool = True, rules: int = 1, forwards: bool = True) -> None:
        self._recording, self._rules, self._forwards = recording, rules, forwards

    def describe_configuration_recorder_status(self) -> Any:
        return {"ConfigurationRecordersStatus": [{"recording": self._recording}]}

    def describe_config_rules(self) -> Any:
        return {"ConfigRules": [{}] * self._rules}

    def list_rule_names_by_target(self, TargetArn: str) -> Any:  # noqa: N803 - EventBridge's own name
        return {"RuleNames": ["agent"] if self._forwards and TargetArn == BUS else []}


def test_the_hub_names_silent_stopped_empty_old_and_absent_agents() -> None:
    faults = dict(silent=["a x"], absent=["b x"], stopped=["c x"], without_rules=["d x"], old=["e x"])
    seen = AgentHealth(reporting=1, **faults, undelivered=["f x"])
    sentences = dict(by_hub(seen, {"a x": "2026-01-01T00:00:00.000Z"}))
    assert list(sentences) == ["a x", "b x", "c x", "d x", "e x", "f x"]
    assert "nothing since 2026-01-01T00:00:00.000Z: " in sentences["a x"]


def test_an_account_that_the_bus_does_not_admit_is_named() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": [MEMBER]}, "Action": "events:PutEvents"}]}
    ((account, sentence),) = by_bus(policy, HUB, [HUB, MEMBER, OTHER])
    assert account == OTHER
    assert "AllowedAccounts" in sentence


def test_an_organisation_is_taken_at_its_word() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
    assert not list(
        by_bus({"Statement": [{"Effect": "Allow", "Principal": "*", "Condition": condition}]}, HUB, [OTHER])
    )


def test_in_govcloud_and_china_a_scope_in_another_region_than_the_hub_is_named() -> None:
    scopes = {(HUB, "cn-north-1"), (MEMBER, "cn-northwest-1"), (MEMBER, "global")}
    china = f"arn:aws-cn:events:cn-north-1:{HUB}:event-bus/config-monitor"
    ((scope, sentence),) = by_partition(china, scopes)
    assert (scope, "cannot send to cn-north-1" in sentence) == (f"{MEMBER} cn-northwest-1", True)
    gov = f"arn:aws-us-gov:events:us-gov-west-1:{HUB}:event-bus/config-monitor"
    assert [scope for scope, _ in by_partition(gov, {(MEMBER, "us-gov-east-1")})] == [f"{MEMBER} us-gov-east-1"]
    assert list(by_partition(BUS, {(MEMBER, "eu-west-1"), (HUB, "us-east-1")})) == []


def test_from_inside_a_stopped_recorder_no_rules_and_no_agent_are_seen() -> None:
    scopes: dict[tuple[str, str], Any] = {
        (HUB, "us-east-1"): Inside(),
        (MEMBER, "us-east-1"): Inside(recording=False, rules=0),
        (MEMBER, "us-east-2"): Inside(forwards=False),
    }
    actual = list(from_inside(scopes, BUS, lambda _service, *scope: scopes[scope]))
    assert [scope for scope, _ in actual] == [f"{MEMBER} us-east-1"] * 2 + [f"{MEMBER} us-east-2"]
    assert ["recorder" in actual[0][1], "no rules" in actual[1][1], "not installed" in actual[2][1]] == [True] * 3


def test_a_place_that_may_not_be_looked_at_says_so() -> None:
    def refused(*_: str) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")

    ((scope, sentence),) = from_inside([(MEMBER, "us-east-1")], BUS, refused)
    assert scope == f"{MEMBER} us-east-1"
    assert sentence == "it cannot be looked at: These credentials may not do that: no (AssumeRole)"
