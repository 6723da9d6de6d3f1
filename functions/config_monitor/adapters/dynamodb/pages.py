"""One page of any list, read from an index in bounded steps; it continues after a position, not DynamoDB's token."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from config_monitor.adapters.dynamodb.items import Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import config_rule_url
from config_monitor.ports import Page, Position

# What one request may cost: so many queries, each of which DynamoDB ends at 1 MB. Then it answers with what it has.
CALLS = 4
# What is not for readers: keys, and what is written for indexes alone.
_INNER = {
    "pk",
    "sk",
    "alert",
    "own_rule",
    "escalation",
    "account_status",
    "account_rule",
    "rule_status",
    "violation_state",
    "account_state",
    "rule_state",
}


def read_page(table: Table, query: Query, after: Position | None, limit: int) -> Page:
    """At most `limit` rows after a position; fewer when the work for one request is done."""
    start = start_key(query, after) if after else None
    rows: list[Row] = []
    read = 0
    for _ in range(CALLS):
        page = table.page(query, _reach(query, limit, len(rows), read), start)
        rows += page.rows
        read += page.read
        start = page.last_key
        if not start or len(rows) >= limit:
            break
    positions = [position_of(query, row) for row in rows[:limit]]
    end = positions[-1] if len(rows) > limit else position_of(query, start) if start else None
    return Page([readable(row) for row in rows[:limit]], positions, end, read)


def merged(pages: Sequence[Page], limit: int, *, ascending: bool) -> Page:
    """Pages of several queries in one order as one page: what all of them have read as far as, each item once."""
    ends = [page.end for page in pages if page.end]
    reached = (min if ascending else max)(ends) if ends else None
    items = {tuple(position): item for page in pages for position, item in zip(page.positions, page.items, strict=True)}
    ordered = sorted(items, reverse=not ascending)
    if reached:
        last = tuple(reached)
        ordered = [each for each in ordered if (each <= last if ascending else each >= last)]
    kept = [list(each) for each in ordered[:limit]]
    end = kept[-1] if len(ordered) > limit else reached
    return Page([items[tuple(each)] for each in kept], kept, end, sum(page.read for page in pages))


def readable(row: Row) -> dict[str, Any]:
    """A row without what only the table needs, with the page of its rule where an evaluation's row leaves that out."""
    shown = {name: value for name, value in row.items() if name not in _INNER}
    if row.get("pk") == "EVENT" and (rule_name := row.get("rule_name")):
        shown.setdefault("console_url", config_rule_url(row["region"], rule_name))
    return shown


def _reach(query: Query, limit: int, kept: int, read: int) -> int:
    """How many items to read next: what is missing, at the rate at which the filters have let items through so far."""
    missing = limit - kept
    if not (query.filters or query.until) or not read:
        return missing
    return min(ceil(1.2 * missing * read / kept) if kept else 8 * read, 100_000)


def start_key(query: Query, position: Position) -> Row:
    """Where the query goes on after a position."""
    sort, pk, sk = position
    return {query.sort: sort, query.by: query.value, "pk": pk, "sk": sk}


def position_of(query: Query, row: Row) -> Position:
    """The position of a row, by value, so that it stays valid when the row is deleted."""
    return [str(row[name]) for name in (query.sort, "pk", "sk")]
