"""Heartbeats in DynamoDB: the last one of each account and region, and agents without one."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.sources import read_event
from config_monitor.domain.agents import AGENT_VERSION
from config_monitor.domain.compliance import Persisted
from config_monitor.domain.notifications import HEARTBEAT
from config_monitor.use_cases.check_agent_health import check_agent_health
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import note_heartbeat
from tests.support.samples import sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def beat(client: "DynamoDBClient", account: str, time: str = "2026-11-23T12:31:00Z", **detail: Any) -> Persisted:
    raw = sample("logs/heartbeat") | {"account": account, "time": time, "id": f"{account}-{time}"}
    raw["detail"] |= detail
    event = parse_event(raw, read_event, NOW).event
    assert event is not None
    return note_heartbeat(event, DynamoDBLedger(Table(client, "events")), NOW)


def test_a_heartbeat_is_noted_on_its_agent_and_leaves_no_history(client: "DynamoDBClient") -> None:
    assert beat(client, "111122223333") == Persisted(outcome="stored", reason=HEARTBEAT)
    (item,) = client.scan(TableName="events")["Items"]
    assert (item["pk"], item["sk"]) == ({"S": "AGENT"}, {"S": "111122223333#eu-central-1"})
    (agent,) = DynamoDBAgentRegister(Table(client, "events")).agents()
    assert (agent.last_heard, agent.recorder, agent.rules) == ("2026-11-23T12:31:00.000Z", "recording", "some")


def test_a_late_or_repeated_heartbeat_changes_nothing(client: "DynamoDBClient") -> None:
    beat(client, "111122223333")
    assert beat(client, "111122223333").outcome == "duplicate"
    assert beat(client, "111122223333", "2026-11-23T11:31:00Z", recorder="stopped").outcome == "duplicate"
    beat(client, "111122223333", "2026-11-23T12:45:00Z", recorder="stopped")
    (agent,) = DynamoDBAgentRegister(Table(client, "events")).agents()
    assert agent.last_heard == "2026-11-23T12:45:00.000Z"
    assert agent.recorder == "stopped"


def test_silent_stopped_old_and_absent_agents_are_named(client: "DynamoDBClient") -> None:
    beat(client, "111111111111")
    beat(client, "222222222222", "2026-11-23T09:59:00Z")
    beat(client, "333333333333", recorder="stopped")
    beat(client, "444444444444", recorder="absent", rules="none")
    beat(client, "555555555555", agent_version=AGENT_VERSION - 1)
    beat(client, "777777777777", undelivered=4)
    for account in ("111111111111", "666666666666"):
        client.put_item(TableName="events", Item={"pk": {"S": "COUNTERS"}, "sk": {"S": f"{account}#eu-central-1#3"}})
    seen = check_agent_health(DynamoDBAgentRegister(Table(client, "events")), NOW)
    assert (seen.reporting, seen.accounts) == (5, 5)
    assert seen.silent == ["222222222222 eu-central-1"]
    assert seen.absent == ["666666666666 eu-central-1"]
    assert seen.stopped == ["333333333333 eu-central-1", "444444444444 eu-central-1"]
    assert seen.without_rules == ["444444444444 eu-central-1"]
    assert seen.old == ["555555555555 eu-central-1"]
    assert seen.undelivered == ["777777777777 eu-central-1"]
    assert seen.unhealthy == 6


@pytest.mark.parametrize(
    "description", [{"recorder": "perhaps"}, {"agent_version": "new"}, {"rules": 7}, {"undelivered": -1}]
)
def test_a_heartbeat_that_says_something_else_is_rejected(description: dict[str, Any]) -> None:
    raw = sample("logs/heartbeat")
    raw["detail"] |= description
    assert parse_event(raw, read_event, NOW).outcome == "rejected"
