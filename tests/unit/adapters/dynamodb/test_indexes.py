"""Which index of the table a read plan becomes, with which key and bounds."""

import pytest

from config_monitor.adapters.dynamodb.indexes import event_index, violation_index
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
    index = event_index(ReadPlan(key, {"region": "eu-central-1"}))
    assert (index.name, index.value, index.filters) == (name, value, {"region": "eu-central-1"})


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
    index = event_index(ReadPlan({"source": "aws.config"}, {}, start, end))
    assert (index.order, index.low, index.high) == ("id", low, high)


def test_without_a_filter_the_partition_of_events_is_read_in_the_same_order() -> None:
    index = event_index(ReadPlan({}, {}, start=1790000000))
    assert (index.order, index.low, index.high, index.ascending) == ("sk", "EVENT#1790000000", None, True)


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
    index = violation_index(ReadPlan(key, {}))
    assert (index.name, index.value, index.order, index.ascending) == (name, value, "opened_at", True)


def test_each_index_of_the_lists_is_in_the_template() -> None:
    (table,) = resources("AWS::DynamoDB::Table").values()
    names = {index["IndexName"] for index in table["GlobalSecondaryIndexes"]}
    keys: list[dict[str, str | int]] = [
        {"list_state": ""},
        {"account": "", "list_state": ""},
        {"rule_name": "", "list_state": ""},
    ]
    assert {violation_index(ReadPlan(key, {})).name for key in keys} <= names
