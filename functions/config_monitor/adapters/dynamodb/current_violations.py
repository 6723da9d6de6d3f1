"""The violations and counters of the table, behind the CurrentViolations port."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from config_monitor.adapters.dynamodb.indexes import violations_query
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.packed import unpacked
from config_monitor.adapters.dynamodb.pages import read_page, readable
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import COUNTERS, violation_from, violation_key
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.queries import ALL_ACCOUNTS, EarlierDay, ReadPlan
from config_monitor.ports import Page, Position


class DynamoDBCurrentViolations:
    """The table as the current state."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page of the plan's violations after a position."""
        return read_page(self._table, violations_query(plan), after, limit)

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation: its row, and the model read from the row."""
        row = self._table.get(violation_key(key))
        return (readable(row), violation_from(row)) if row else None

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        for row in self._table.query(Query(COUNTERS)):
            yield row["sk"].partition("#")[0], {n: v for n, v in row.items() if n not in ("pk", "sk")}

    def day(self, day: date) -> EarlierDay:
        """The pairs of an earlier day, by the figures that the report keeps; empty when there are none."""
        row = self._table.get(Key(f"FIGURES#{ALL_ACCOUNTS}", day.isoformat()))
        if not row:
            return {}
        accounts: dict[str, list[int]] = unpacked(row["accounts"])
        by_account = {account: (numbers[0], sum(numbers[1:7])) for account, numbers in accounts.items()}
        return {**by_account, ALL_ACCOUNTS: (row["compliant"], row["non_compliant"])}
