"""The agent's rule_inventory machine: every rule of every page once, in parts that say how many they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulation.machine_walk import TaskFailed, definition, walk

MACHINE = definition(Path(__file__).parents[2] / "agent" / "rule_inventory.asl.json")
PAGE = 25


def rule(number: int) -> dict[str, Any]:
    """A rule as DescribeConfigRules gives it; every third has no parameters, every fifth was made by a service."""
    return {
        "ConfigRuleName": f"rule-{number}",
        "ConfigRuleArn": f"arn:aws:config:us-east-1:222222222222:config-rule/config-rule-{number:06d}",
        "ConfigRuleId": f"config-rule-{number:06d}",
        "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
        "ConfigRuleState": "ACTIVE",
        **({"InputParameters": '{"tag1Key":"owner"}'} if number % 3 else {}),
        **({"CreatedBy": "securityhub.amazonaws.com"} if number % 5 == 0 else {}),
    }


class Config:
    """An account with so many rules, listed by pages, and the bus that takes what is put on it."""

    def __init__(self, rules: int) -> None:
        self.pages = [[rule(i) for i in range(n, min(n + PAGE, rules))] for n in range(0, rules, PAGE)] or [[]]
        self.entries: list[dict[str, Any]] = []

    def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        if name == "PutPart":
            self.entries += arguments["Entries"]
            return {"FailedEntryCount": 0}
        number = int(arguments.get("NextToken", "0"))
        more = {"NextToken": str(number + 1)} if number + 1 < len(self.pages) else {}
        return {"ConfigRules": self.pages[number], **more}


@pytest.mark.parametrize("rules", [0, 1, 25, 26, 1000])
def test_every_rule_is_listed_once_in_numbered_parts(rules: int) -> None:
    config = Config(rules)
    run = walk(MACHINE, {}, config)
    assert run.error is None
    details = [entry["Detail"] for entry in config.entries]
    assert [d["part"] for d in details] == list(range(1, len(config.pages) + 1))
    assert {(d["parts"], d["taken_at"]) for d in details} == {(len(config.pages), "2026-11-24T09:00:00.000Z")}
    assert [r["name"] for d in details for r in d["rules"]] == [f"rule-{i}" for i in range(rules)]
    assert run.output["rules"] == rules


def test_a_rule_is_described_by_what_it_is() -> None:
    config = Config(6)
    walk(MACHINE, {}, config)
    first, second = config.entries[0]["Detail"]["rules"][:2]
    assert first["parameters"] == {}
    assert first["created_by"] == "securityhub.amazonaws.com"
    assert second == {
        "name": "rule-1",
        "arn": "arn:aws:config:us-east-1:222222222222:config-rule/config-rule-000001",
        "id": "config-rule-000001",
        "owner": "AWS",
        "source_identifier": "REQUIRED_TAGS",
        "parameters": {"tag1Key": "owner"},
        "state": "ACTIVE",
    }


def test_a_part_of_the_longest_rules_fits_an_event() -> None:
    longest = rule(1) | {"Description": "d" * 256, "InputParameters": json.dumps({"k": "v" * 1000})}
    config = Config(25)
    config.pages[0] = [longest] * 25
    walk(MACHINE, {}, config)
    assert len(json.dumps(config.entries[0]["Detail"])) < 200_000


def test_a_refused_part_fails_the_execution() -> None:
    def tasks(name: str, arguments: dict[str, Any]) -> Any:
        if name == "PutPart":
            raise TaskFailed("EventBridge.FailedEntry")
        return Config(1)(name, arguments)

    assert walk(MACHINE, {}, tasks).error == "EventBridge.FailedEntry"
