"""Which index of the table a read plan becomes, with which key and bounds."""

import pytest

from config_monitor.adapters.dynamodb.indexes import events_query, violations_query
from config_monitor.domain.queries import ReadPlan
from tests.support.template import resources

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ({}, None, "EVENT"),
        ({"source": "aws.config"}, "by_source", "aws.config"),
        ({"severity": 4}, "by_severity", 4),
        ({"account": ACCOUNT, "rule": "restricted-ssh"}, "by_account_rule", f"{ACCOUNT}#restricted-ssh"),
    ],
    ids=str,
)
def test_events_are_read_by_the_index_named_after_the_attributes(
    key: dict[str, str | int], name: str | None, value: str | int
) -> None:
    query = events_query(ReadPlan(key, {"region": "eu-central-1"}))
    assert (query.index, query.value, query.filters) == (name, value, {"region": "eu-central-1"})


@pytest.mark.parametrize(
    ("start", "end", "low", "high"),
    [
        (None, None, None, None),
        (1790000000, 1790000001, "1790000000", "1790000001"),
        (5, 7, None, "1000000000"),
        (9999999999, 99999999999, "9999999999", "9999999999"),
    ],
)
def test_dates_bound_the_ids(start: int | None, end: int | None, low: str | None, high: str | None) -> None:
    """The start is included and the end is not, as ids continue after the second."""
    query = events_query(ReadPlan({"source": "aws.config"}, {}, start, end))
    assert (query.sort, query.low, query.high) == ("id", low, high)


def test_without_a_filter_the_partition_of_events_is_read_in_the_same_order() -> None:
    query = events_query(ReadPlan({}, {}, start=1790000000))
    assert (query.sort, query.low, query.high, query.ascending) == ("sk", "EVENT#1790000000", None, True)


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ({"list_state": "open"}, "by_violation_state", "open"),
        ({"account": ACCOUNT, "list_state": "open"}, "by_account_state", f"{ACCOUNT}#open"),
        ({"rule_name": "restricted-ssh", "list_state": "resolved"}, "by_rule_state", "restricted-ssh#resolved"),
    ],
    ids=str,
)
def test_violations_are_read_oldest_first(key: dict[str, str | int], name: str, value: str) -> None:
    query = violations_query(ReadPlan(key, {}))
    assert (query.index, query.value, query.sort, query.ascending) == (name, value, "opened_at", True)


def test_each_index_of_the_lists_is_in_the_template() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    names = {index["IndexName"] for index in table["GlobalSecondaryIndexes"]}
    keys: list[dict[str, str | int]] = [
        {"list_state": ""},
        {"account": "", "list_state": ""},
        {"rule_name": "", "list_state": ""},
    ]
    assert {violations_query(ReadPlan(key, {})).index for key in keys} <= names
