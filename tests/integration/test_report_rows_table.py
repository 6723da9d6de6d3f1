"""The rows of reports against DynamoDB's own behaviour: kept by account and run, read whole and page by page."""

import random
from typing import TYPE_CHECKING

import pytest

from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.report_rows import ITEM_BYTES, ROWS_AN_ITEM, DynamoDBReportRows
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.queries import ReadPlan
from config_monitor.domain.reports import ReportRow
from simulation.table_definition import TABLE
from tests.support.reports import DECLINING, ROWS, STEADY, row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RUN = ReadPlan({"run": "run-1"}, {})


@pytest.fixture
def rows(client: "DynamoDBClient") -> DynamoDBReportRows:
    return DynamoDBReportRows(Table(client, TABLE))


def all_rows(rows: DynamoDBReportRows) -> list[ReportRow]:
    return [row for _, unpack in rows.of_run("run-1") for row in unpack()]


def all_pages(rows: DynamoDBReportRows, plan: ReadPlan, limit: int) -> list[str]:
    actual, after = [], None
    while True:
        page = rows.page(plan, after, limit)
        assert len(page.items) == len(page.positions) <= limit
        actual += [item["resource_id"] for item in page.items]
        after = page.end
        if after is None:
            return actual


def test_rows_come_back_as_they_were_kept_the_worst_first(rows: DynamoDBReportRows) -> None:
    rows.keep("run-1", DECLINING, ROWS, 0)
    rows.keep("run-1", STEADY, [row("new", "bucket-9", account=STEADY)], 0)
    rows.keep("run-2", STEADY, ROWS, 0)
    assert all_rows(rows)[:-1] == sorted(ROWS, key=lambda r: r.rank)
    assert [r.resource_id for r in all_rows(rows)][-1] == "bucket-9"


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_pages_have_each_row_once(rows: DynamoDBReportRows, limit: int) -> None:
    many = [row("open", f"bucket-{n:02d}") for n in range(7)]
    rows.keep("run-1", DECLINING, many, 0)
    rows.keep("run-1", STEADY, [row("open", "other", account=STEADY)], 0)
    assert all_pages(rows, RUN, limit) == [*(f"bucket-{n:02d}" for n in range(7)), "other"]
    assert all_pages(rows, ReadPlan({"run": "run-1"}, {"account": STEADY}), limit) == ["other"]
    assert all_pages(rows, ReadPlan({"run": "run-1"}, {"list": "new"}), limit) == []


def test_more_rows_than_an_item_holds(rows: DynamoDBReportRows, client: "DynamoDBClient") -> None:
    names = [f"bucket-{n:05d}" for n in range(2 * ROWS_AN_ITEM + 1)]
    rows.keep("run-1", DECLINING, (row("open", name) for name in names), 0)
    assert all_pages(rows, RUN, 100) == names
    sizes = [len(item["rows"]["S"]) for item in client.scan(TableName=TABLE)["Items"]]
    assert (len(sizes), max(sizes) < 30_000) == (3, True)


def test_rows_with_long_names_are_in_more_items_so_that_each_fits(
    rows: DynamoDBReportRows, client: "DynamoDBClient"
) -> None:
    draw = random.Random(1)
    names = sorted(draw.randbytes(1_000).hex() for _ in range(400))
    rows.keep("run-1", DECLINING, (row("open", name) for name in names), 0)
    sizes = [len(item["rows"]["S"]) for item in client.scan(TableName=TABLE)["Items"]]
    assert (len(sizes) > 1, max(sizes) <= ITEM_BYTES) == (True, True)
    assert all_pages(rows, RUN, 100) == names == [r.resource_id for r in all_rows(rows)]


def test_rows_that_cannot_be_unpacked_are_refused(rows: DynamoDBReportRows, client: "DynamoDBClient") -> None:
    for broken in ("not packed", "H4sIAAAA", '["one"]'):
        item = {"pk": "REPORT_ROWS#run-1", "sk": f"{DECLINING}#00000", "rows": broken}
        client.put_item(TableName=TABLE, Item=to_item(item))
        ((account, unpack),) = rows.of_run("run-1")
        assert account == DECLINING
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
            unpack()


def test_a_second_try_of_an_account_replaces_the_first(rows: DynamoDBReportRows) -> None:
    rows.keep("run-1", DECLINING, (row("open", f"old-{n:05d}") for n in range(ROWS_AN_ITEM + 1)), 0)
    rows.keep("run-1", DECLINING, [row("open", "only")], 0)
    assert [r.resource_id for r in all_rows(rows)] == ["only"]


def test_the_newest_run_is_the_report_of_its_day(rows: DynamoDBReportRows) -> None:
    assert rows.published("daily", "2026-11-23") is None
    rows.publish("run-1", "daily", "2026-11-23", 0)
    rows.publish("run-2", "daily", "2026-11-23", 0)
    assert (rows.published("daily", "2026-11-23"), rows.published("weekly", "2026-11-23")) == ("run-2", None)


def test_an_account_without_rows_has_none(rows: DynamoDBReportRows) -> None:
    rows.keep("run-1", DECLINING, [], 0)
    assert all_rows(rows) == []
