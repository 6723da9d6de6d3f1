"""Every filter, every pair and many mixes, page by page, against what a look at every row says."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.items import Item
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.queries import plan_events
from config_monitor.domain.rules import canonical_rule
from config_monitor.ports import History
from config_monitor.use_cases.list_events import list_events
from query_events.parameters import EventParameters
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.event_histories import (
    ACCOUNTS,
    NOW,
    REGIONS,
    RESOURCES,
    RULES,
    TYPES,
    as_rows,
    evaluation_item,
    history,
)
from tests.support.fakes import NoRules

KEY = b"a key of tests"
ROWS = history(160)
TRUTH = as_rows(ROWS)
FILTERS: dict[str, list[str]] = {
    "source": ["aws.config", "aws.guardduty"],
    "account": ACCOUNTS,
    "region": REGIONS,
    "status": ["NON_COMPLIANT", "COMPLIANT"],
    "rule_name": [*RULES, "no-such-rule"],
    "resource_type": TYPES,
    "resource_id": RESOURCES,
    "severity": ["high", "0"],
    "start_date": [str(NOW - 60 * 86400)],
    "end_date": [str(NOW - 10 * 86400)],
}


OTHER = "other-events"


@pytest.fixture(scope="module")
def stored() -> Iterator[DynamoDBHistory]:
    with moto_table() as client:
        for row in ROWS:
            client.put_item(TableName=TABLE, Item=row)
        yield DynamoDBHistory(Table(client, TABLE))


def holds(row: dict[str, Any], name: str, value: str) -> bool:
    """Whether a row matches a filter, without any index."""
    match name:
        case "rule_name":
            plain_name = canonical_rule(value) == value
            return row.get("rule" if plain_name else "rule_name") == value
        case "severity":
            return bool(row["severity"] == {"high": 4, "0": 0}[value])
        case "start_date":
            return bool(row["published_at"] >= int(value))
        case "end_date":
            return bool(row["published_at"] < int(value))
        case _:
            return row.get(name) == value


def pages(stored: History, parameters: dict[str, Any], between: Callable[[], None] | None = None) -> list[str]:
    """The ids on all pages of a query."""
    ids: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        query = EventParameters.model_validate(parameters | cursor)
        answer = list_events(query, stored, KEY, NoRules())
        ids += [item["id"] for item in answer["items"]]
        if not answer["cursor"]:
            return ids
        cursor = {"cursor": answer["cursor"]}
        if between:
            between()


def check(stored: History, filters: dict[str, str], direction: str, limit: int) -> None:
    expected = [row["id"] for row in TRUTH if all(holds(row, *condition) for condition in filters.items())]
    ids = pages(stored, {**filters, "direction": direction, "limit": str(limit)})
    assert ids == sorted(expected, reverse=direction == "desc"), filters


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FILTERS.items() for value in values])
def test_each_filter_alone_finds_exactly_its_rows(stored: History, name: str, value: str, direction: str) -> None:
    check(stored, {name: value}, direction, limit=19)


def test_no_filter_finds_everything(stored: History) -> None:
    check(stored, {}, "asc", limit=100)


@pytest.mark.parametrize("pair", list(combinations(FILTERS, 2)), ids=" and ".join)
def test_each_pair_of_filters_finds_exactly_its_rows(stored: History, pair: tuple[str, str]) -> None:
    draw = random.Random(" ".join(pair))
    check(stored, {name: draw.choice(FILTERS[name]) for name in pair}, draw.choice(["asc", "desc"]), limit=9)


@pytest.mark.parametrize("seed", range(30))
def test_any_mix_of_filters_finds_exactly_its_rows(stored: History, seed: int) -> None:
    draw = random.Random(seed)
    names = draw.sample(sorted(FILTERS), draw.randrange(3, 6))
    mix = {name: draw.choice(FILTERS[name]) for name in names}
    check(stored, mix, draw.choice(["asc", "desc"]), limit=draw.choice([1, 5, 100]))


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"source": "aws.config"},
        {"account": ACCOUNTS[0]},
        {"region": REGIONS[0]},
        {"status": "COMPLIANT"},
        {"rule_name": RULES[0]},
        {"rule_name": RULES[1]},
        {"resource_type": TYPES[0]},
        {"resource_id": RESOURCES[0]},
        {"severity": "high"},
        {"account": ACCOUNTS[0], "status": "COMPLIANT"},
        {"account": ACCOUNTS[0], "rule_name": RULES[2]},
        {"rule_name": RULES[0], "status": "NON_COMPLIANT"},
        {"account": ACCOUNTS[0], "start_date": str(NOW - 50 * 86400)},
    ],
    ids=str,
)
def test_one_filter_and_the_pairs_asked_most_read_what_they_return(stored: History, filters: dict[str, str]) -> None:
    page = stored.page(plan_events(EventParameters.model_validate(filters)), None, 10)
    assert page.read == len(page.items) > 0


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("filters", [{}, {"source": "aws.config"}, {"status": "NON_COMPLIANT", "region": REGIONS[0]}])
def test_rows_that_stay_are_found_once_while_others_come_and_go(filters: dict[str, str], direction: str) -> None:
    """Between any two pages some rows are added and some deleted, those at the cursor's place among them."""
    draw = random.Random(5)
    rows = {str(row["id"]["S"]): row for row in history(80, seed=2)}
    lasting = {row_id for number, row_id in enumerate(sorted(rows)) if number % 2}
    with moto_table(OTHER) as client:
        stored = DynamoDBHistory(Table(client, OTHER))
        for row in rows.values():
            client.put_item(TableName=OTHER, Item=row)
        going = sorted(set(rows) - lasting)
        added = iter(range(10_000, 20_000))

        def write() -> None:
            for _ in range(3):
                if going:
                    gone = rows[going.pop(draw.randrange(len(going)))]
                    client.delete_item(TableName=OTHER, Key={"pk": gone["pk"], "sk": gone["sk"]})
                new = evaluation_item(draw, NOW - draw.randrange(90 * 86400), next(added))
                client.put_item(TableName=OTHER, Item=new)

        ids = pages(stored, {**filters, "direction": direction, "limit": "3"}, between=write)
    truth = as_rows([rows[row_id] for row_id in lasting])
    expected = {row["id"] for row in truth if all(holds(row, *condition) for condition in filters.items())}
    assert len(ids) == len(set(ids))
    assert expected <= set(ids)
    assert ids == sorted(ids, reverse=direction == "desc")


def test_the_work_for_one_request_is_bounded_and_what_is_missing_comes_later() -> None:
    """A mix that matches one row in thousands answers with what it has and a cursor, and still finds all in the end."""
    large = "x" * 60_000
    draw = random.Random(3)
    with moto_table(OTHER) as client:
        stored = DynamoDBHistory(Table(client, OTHER))
        for number in range(120):
            item: Item = evaluation_item(draw, NOW + number, number)
            rare = {"S": "us-east-1" if number % 60 == 59 else "eu-central-1"}
            fixed = {"source": {"S": "aws.config"}, "region": rare, "account": {"S": ACCOUNTS[0]}}
            client.put_item(TableName=OTHER, Item=item | fixed | {"detail": {"S": large}})
        query = {"account": ACCOUNTS[0], "region": "us-east-1", "direction": "asc"}
        first = stored.page(plan_events(EventParameters.model_validate(query)), None, 50)
        assert first.read < 4_200_000 / 60_000
        assert first.end
        assert len(pages(stored, query)) == 2
