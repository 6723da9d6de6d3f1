"""The Lambda does one job of the report machine at a time, with what its role allows and no more."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from aggregate_compliance.handler import handler
from config_monitor.domain.notifications import Alert
from simulation.evaluations import ACCOUNT, NC, C, evaluated
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table, persist_all
from tests.support.grants import granted, recorded
from tests.support.lambdas import forget

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("EVENTS_TABLE_NAME", TABLE)
    monkeypatch.setenv("REPORT_TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("REPORT_CHANNEL", "reports")
    with moto_table() as client:
        forget()
        yield client
    forget()


def do(**payload: Any) -> Any:
    return json.loads(json.dumps(handler(json.loads(json.dumps(payload)), LambdaContext())))


def listed(**request: Any) -> Any:
    return do(job="list", request=request, run_id="run-1", started_at="2026-11-24T07:00:00.000Z")


def failure() -> Any:
    request = {"period": "daily", "date": ""}
    return do(job="failure", request=request, run_id="run-1", started_at="2026-11-24T07:00:00.000Z", error="Timeout")


def counted(client: "DynamoDBClient") -> Any:
    """All jobs of a report over two pairs, one of which changes too often to be remembered whole."""
    persist_all(
        client, evaluated(C, 9, resource="vol-2"), *(evaluated(NC if h % 2 else C, 8 + h / 10) for h in range(25))
    )
    run = listed(period="daily", date="2026-11-23")
    do(job="batch", run=run["run"], accounts=[ACCOUNT])
    return do(job="merge", run=run["run"], batches=[*run["batches"], ["999988887777"]])


def test_a_report_is_listed_counted_and_merged(table: "DynamoDBClient") -> None:
    merged = counted(table)
    assert (merged["missing"], merged["score"]) == (["999988887777"], 100.0)
    assert merged["accounts"][ACCOUNT]["compliant"] == 2


def test_days_are_those_of_the_time_zone(table: "DynamoDBClient") -> None:
    assert table
    period = listed(period="daily")["run"]["period"]
    assert (period["last"], period["zone"]) == ("2026-11-23", "Europe/Berlin")


def test_a_request_that_makes_no_sense_is_an_outcome(table: "DynamoDBClient") -> None:
    assert table
    answer = listed(period="hourly")
    assert (answer["outcome"], answer["run"], answer["reason"].startswith("period: ")) == ("rejected", None, True)


def test_a_failed_report_leaves_an_alert_that_will_be_sent(table: "DynamoDBClient") -> None:
    failure()
    (item,) = table.scan(TableName=TABLE)["Items"]
    alert = Alert.model_validate_json(item["alert"]["S"])
    assert (item["unsent"]["S"], alert.channel, alert.kind) == ("reports", "reports", "event")
    assert alert.title == "The daily report of the schedule failed: Timeout"
    assert datetime.fromisoformat(alert.created_at) == datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_the_role_allows_what_is_called_and_no_more(table: "DynamoDBClient") -> None:
    with recorded() as needs:
        counted(table)
        failure()
    assert granted("AggregateComplianceFunction") == needs
