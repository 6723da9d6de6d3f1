"""The violations and tallies of the table, behind the CurrentViolations port."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.indexes import violation_index
from config_monitor.adapters.dynamodb.items import plain_item, typed_item
from config_monitor.adapters.dynamodb.pages import read_page, readable
from config_monitor.adapters.dynamodb.rows import violation_key, violation_of
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.queries import ALL_ACCOUNTS, EarlierDay, ReadPlan
from config_monitor.ports import Page, Position

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDBCurrentViolations:
    """The table as the current state."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page of the plan's violations after a position."""
        return read_page(self._client, self._table, violation_index(plan), after, limit)

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation: its row, and the model read from the row."""
        item = self._client.get_item(TableName=self._table, Key=violation_key(key)).get("Item")
        return (readable(item), violation_of(item)) if item else None

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :tally",
            ExpressionAttributeValues={":tally": {"S": "TALLY"}},
        )
        for page in pages:
            for item in page["Items"]:
                row = plain_item(item)
                yield row["sk"].partition("#")[0], {n: v for n, v in row.items() if n not in ("pk", "sk")}

    def day(self, day: date) -> EarlierDay:
        """The pairs of an earlier day, by the figures that the report keeps; empty when there are none."""
        key = typed_item({"pk": f"FIGURES#{ALL_ACCOUNTS}", "sk": day.isoformat()})
        item = self._client.get_item(TableName=self._table, Key=key).get("Item")
        if not item:
            return {}
        row = plain_item(item)
        accounts: dict[str, list[int]] = json.loads(row["accounts"])
        by_account = {account: (numbers[0], sum(numbers[1:7])) for account, numbers in accounts.items()}
        return {**by_account, ALL_ACCOUNTS: (row["compliant"], row["non_compliant"])}
