"""GET /compliance/reports/{period}/{date}: the rows of a report as JSON and CSV, and requests that are refused."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from config_monitor.adapters.dynamodb.report_rows import DynamoDBReportRows
from config_monitor.adapters.dynamodb.table import Table
from simulation.table_definition import TABLE
from tests.support.api import get, lambda_with_history
from tests.support.grants import recorded
from tests.support.reports import DECLINING, ROWS, row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PATH = "/compliance/reports/daily/2026-11-23"


@pytest.fixture(scope="module")
def table() -> Iterator["DynamoDBClient"]:
    with lambda_with_history() as client:
        rows = DynamoDBReportRows(Table(client, TABLE))
        rows.keep("run-1", DECLINING, [*ROWS, row("open", "=HYPERLINK(1)")], 0)
        rows.publish("run-1", "daily", "2026-11-23", 0)
        yield client


def pages(**query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        status, body, _ = get(PATH, **query, **cursor)
        assert status == 200, body
        items += body["items"]
        if not body["cursor"]:
            return items
        cursor = {"cursor": body["cursor"]}


def test_all_rows_come_page_by_page(table: "DynamoDBClient") -> None:
    assert table
    expected = ["bucket-new", "bucket-fixed", "bucket-2", "=HYPERLINK(1)", "bucket-1", "bucket-3"]
    assert [item["resource_id"] for item in pages(limit="2")] == expected
    fixed = next(item for item in pages() if item["resource_id"] == "bucket-fixed")
    assert (fixed["list"], fixed["closed_as"], fixed["account"]) == ("resolved", "fixed", DECLINING)


def test_filters_hold_together(table: "DynamoDBClient") -> None:
    assert table
    assert [item["resource_id"] for item in pages(list="open", severity="critical")] == ["bucket-2"]
    assert pages(list="overdue") == []


def test_the_same_rows_as_csv_in_which_nothing_is_a_formula(table: "DynamoDBClient") -> None:
    assert table
    status, body, headers = get(PATH, accept="text/csv")
    lines = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert [line["list"] for line in lines] == [item["list"] for item in pages()]
    assert (lines[2]["severity"], lines[2]["account"]) == ("critical", DECLINING)
    assert "'=HYPERLINK(1)" in {line["resource_id"] for line in lines}


def test_a_report_that_was_not_made_is_not_there(table: "DynamoDBClient") -> None:
    assert table
    assert get("/compliance/reports/weekly/2026-11-23")[0] == 404


@pytest.mark.parametrize(
    ("period", "date", "field"),
    [
        ("daily", "2026-02-30", "date"),
        ("daily", "yesterday", "date"),
        ("daily", f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}", "date"),
        ("hourly", "2026-11-23", "period"),
    ],
)
def test_a_path_that_names_no_report_is_refused_by_name(
    table: "DynamoDBClient", period: str, date: str, field: str
) -> None:
    assert table
    status, body, _ = get(f"/compliance/reports/{period}/{date}")
    assert (status, [error["field"] for error in body["errors"]]) == (400, [field])


def test_an_unknown_list_is_refused(table: "DynamoDBClient") -> None:
    assert table
    status, body, _ = get(PATH, list="old")
    assert (status, body["errors"][0]["field"]) == (400, "list")


def test_the_table_is_read_by_its_key_alone(table: "DynamoDBClient") -> None:
    assert table
    with recorded() as needs:
        pages()
    assert {need for need in needs if need[0].startswith("dynamodb:")} == {
        ("dynamodb:GetItem", "table"),
        ("dynamodb:Query", "table"),
    }
