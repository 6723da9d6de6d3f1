"""Least privilege both ways: each event handler, run for all it does, needs every action of its role and no other."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from classify_event.handler import handler as classify_event
from config_monitor.domain.events import InventoryRule, RuleInventory
from parse_event.handler import handler as parse_event
from persist_event.handler import handler as persist_event
from simulation.evaluations import NC, C, at, evaluated, removed
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.grants import granted, recorded
from tests.support.samples import sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("EVENTS_TABLE_NAME", TABLE)
    with moto_table() as client:
        yield client


def parse() -> None:
    for name in ("config/non-compliant", "config/item-delete", "health/issue", "unknown-source", "malformed/no-id"):
        parse_event({"raw": sample(name)}, LambdaContext())


def classify() -> None:
    parsed: Any = parse_event({"raw": sample("config/non-compliant")}, LambdaContext())
    classify_event({"event": parsed["event"]}, LambdaContext())


def persist() -> None:
    first, resolved = evaluated(NC, 1), evaluated(C, 2, NC)
    for event in (first, first, resolved, evaluated(NC, 3), removed(4)):
        persist_event(event.model_dump(mode="json"), LambdaContext())
    rule = InventoryRule(name="encrypted-volumes", owner="AWS", source_identifier="ENCRYPTED_VOLUMES")
    inventory = RuleInventory(taken_at=at(5), part=1, parts=1, rules=(rule,))
    of_agent = first.event.model_copy(update={"evaluation": None, "rule_inventory": inventory})
    persist_event(first.model_copy(update={"event": of_agent}).model_dump(mode="json"), LambdaContext())


SCENES: dict[str, Callable[[], None]] = {
    "ParseEventFunction": parse,
    "ClassifyEventFunction": classify,
    "PersistEventFunction": persist,
}


@pytest.mark.parametrize("function", SCENES)
def test_unused_grants_0_missing_grants_0(function: str) -> None:
    with recorded() as needed:
        SCENES[function]()
    assert granted(function) - needed == set(), "granted and never used"
    assert needed - granted(function) == set(), "used and not granted"
