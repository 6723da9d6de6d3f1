"""What all lists share: the position a cursor continues from, and a page cut to the size of a response."""

import json
from collections.abc import Callable
from typing import Any, Protocol

from config_monitor.domain.queries import ListQuery, ReadPlan, read_cursor, write_cursor
from config_monitor.ports import Page, Position

# A Lambda may answer with 6 MB, in which the body is a JSON text and each of its quotation marks takes two bytes.
MAX_BYTES = 5_000_000


class PagedList(Protocol):
    """A list that is read page by page: the history, the violations, the incidents or the rows of a report."""

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page."""
        ...


def start_position(query: ListQuery, list_name: str, key: bytes) -> Position | None:
    """The position that the query's cursor continues after; None without a cursor. Raises InvalidCursor."""
    return read_cursor(query.cursor, list_name, query.selection, key) if query.cursor else None


def list_page(
    paged_list: PagedList,
    plan: ReadPlan,
    query: ListQuery,
    list_name: str,
    key: bytes,
    show: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`, cut to what a response can hold, each stored row as `show` makes it.

    The cursor is None at the end. Raises InvalidCursor.
    """
    page = paged_list.page(plan, start_position(query, list_name, key), query.limit)
    count = _count_that_fits(page.items)
    end = page.end if count == len(page.items) else page.positions[count - 1]
    cursor = write_cursor(end, list_name, query.selection, key) if end else None
    return {"items": [show(row) for row in page.items[:count]], "cursor": cursor}


def _count_that_fits(items: list[dict[str, Any]]) -> int:
    """How many of the items, at least one, fit into a response; no stored item is larger than 400 KB."""
    room = MAX_BYTES
    for number, item in enumerate(items):
        room -= len(json.dumps(json.dumps(item, default=str)))
        if room < 0:
            return max(number, 1)
    return len(items)
