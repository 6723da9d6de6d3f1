"""Rules under the names that packs, services and landing zones give them: which managed rule each of them is.

`rule_names.csv` holds public names with the identifier they were deployed with: AWS's conformance packs,
Control Tower's guardrails, Security Hub's copies, the Landing Zone Accelerator and a data landing zone.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.domain.rules import canonical_rule

CATALOGUE = PackagedCatalogue()
ROWS = list(csv.DictReader((Path(__file__).parent / "rule_names.csv").read_text().splitlines()))
NAMED_FOR_ANOTHER_RULE = {"autoscaling-multiple-az", "s3-bucket-cross-region-replication-enabled"}
WITHOUT_INVENTORY = 0.76
"""The share of these names that says by itself which rule it is, rounded down; docs/catalogue.md states it."""


def arn_of(service: str) -> str:
    segment = f"aws-service-rule/{service}.amazonaws.com/" if service else ""
    return f"arn:aws:config:us-east-1:222222222222:config-rule/{segment}config-rule-abcdef"


def by_name(row: dict[str, str]) -> str | None:
    known = CATALOGUE.find(canonical_rule(row["name"], arn_of(row["service"])))
    return known.identifier if known else None


def test_there_are_names_of_every_kind() -> None:
    kinds = Counter(row["given_by"] for row in ROWS)
    assert len(ROWS) >= 200
    assert set(kinds) >= {"conformance pack", "control tower", "security hub", "landing zone accelerator"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_rule_with_its_identifier_is_that_managed_rule(row: dict[str, str]) -> None:
    known = CATALOGUE.find_by_identifier(row["identifier"])
    assert known is not None
    assert known.identifier == row["identifier"]


def test_only_the_name_of_another_managed_rule_is_taken_for_it() -> None:
    """A pack calls a rule by another managed rule's name: without an inventory nobody can know better."""
    wrong = {canonical_rule(row["name"]) for row in ROWS if by_name(row) not in (None, row["identifier"])}
    assert wrong == NAMED_FOR_ANOTHER_RULE


def test_the_share_of_names_that_say_which_rule_they_are_is_the_stated_one() -> None:
    right = sum(by_name(row) == row["identifier"] for row in ROWS)
    assert int(100 * right / len(ROWS)) == round(100 * WITHOUT_INVENTORY)
    assert f"{round(100 * WITHOUT_INVENTORY)} %" in (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text()


def test_every_identifier_is_one_rule() -> None:
    identifiers = Counter(entry["identifier"] for entry in CATALOGUE._entries.values() if entry.get("identifier"))
    assert [identifier for identifier, times in identifiers.items() if times > 1] == []


def test_an_identifier_nobody_knows_is_no_managed_rule() -> None:
    assert CATALOGUE.find_by_identifier("NO_SUCH_RULE") is None
    assert CATALOGUE.find_by_identifier("arn:aws:lambda:us-east-1:222222222222:function:evaluate") is None
