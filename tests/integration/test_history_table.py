"""The table that the benchmark of queries asks answers as moto does: items, counts and where a page ends."""

import json
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.history_table import HistoryTable
from benchmarks.query_rows import NOW, Rows
from config_monitor.adapters.dynamodb.indexes import events_query
from config_monitor.domain.queries import EventQuery, plan_events
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROWS = list(Rows(120))
QUERIES: list[dict[str, Any]] = [
    {},
    {"source": "aws.config"},
    {"account": ROWS[7]["account"]["S"], "region": "eu-central-1"},
    {"status": "NON_COMPLIANT", "severity": 3},
    {"severity": 2, "start_date": NOW - 60 * 86400, "end_date": NOW - 20 * 86400},
    {"start_date": NOW - 50 * 86400},
    {"end_date": NOW - 50 * 86400},
    {"rule_name": ROWS[1]["rule"]["S"], "status": "COMPLIANT"},
    {"resource_id": "nothing"},
]


@pytest.fixture(scope="module")
def real() -> Iterator["DynamoDBClient"]:
    with moto_table() as client:
        for row in ROWS:
            client.put_item(TableName=TABLE, Item=row)
        yield client


@pytest.mark.parametrize(("asked", "direction", "limit"), list(product(QUERIES, ("asc", "desc"), (7, 500))))
def test_each_page_is_the_one_that_moto_gives(real: Any, asked: dict[str, Any], direction: Any, limit: int) -> None:
    table = HistoryTable(ROWS)
    request = events_query(plan_events(EventQuery(**asked, direction=direction))).request | {"Limit": limit}
    while True:
        ours, theirs = json.loads(table.query(request)), real.query(TableName=TABLE, **request)
        assert [ours["Items"], ours["Count"], ours["ScannedCount"]] == [
            theirs["Items"],
            theirs["Count"],
            theirs["ScannedCount"],
        ]
        if "LastEvaluatedKey" not in theirs:
            return
        assert ours["LastEvaluatedKey"] == theirs["LastEvaluatedKey"]
        request |= {"ExclusiveStartKey": theirs["LastEvaluatedKey"]}


def test_a_page_ends_at_one_megabyte_and_costs_half_a_unit_for_each_4_kb() -> None:
    large = {"S": "x" * 50_000}
    table = HistoryTable([row | {"detail": large} for row in ROWS])
    request = events_query(plan_events(EventQuery(region="eu-west-1", source="aws.config"))).request
    answer = json.loads(table.query(request | {"ReturnConsumedCapacity": "TOTAL"}))
    of_region = sum(row["region"]["S"] == "eu-west-1" for row in ROWS)
    assert answer["ScannedCount"] == min(21, of_region)
    assert answer["ConsumedCapacity"]["CapacityUnits"] == pytest.approx(
        answer["ScannedCount"] * 51_000 / 8192, rel=0.01
    )
    request = events_query(plan_events(EventQuery())).request | {"ReturnConsumedCapacity": "TOTAL"}
    answer = json.loads(table.query(request))
    assert (answer["ScannedCount"], "LastEvaluatedKey" in answer) == (21, True)
