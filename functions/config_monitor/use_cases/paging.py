"""What all lists share: the position a cursor continues from, and a page cut to the size of a response."""

import json
from typing import Any

from config_monitor.domain.queries import ListQuery, read_cursor, write_cursor
from config_monitor.ports import Page, Position

# A Lambda may answer with 6 MB, in which the body is a JSON text and each of its quotation marks takes two bytes.
MAX_BYTES = 5_000_000


def start_position(query: ListQuery, list_name: str, key: bytes) -> Position | None:
    """The position that the query's cursor continues after; None without a cursor. Raises InvalidCursor."""
    return read_cursor(query.cursor, list_name, query.selection, key) if query.cursor else None


def page_response(page: Page, query: ListQuery, list_name: str, key: bytes) -> dict[str, Any]:
    """A page as `{"items", "cursor"}`, cut to what a response can hold; the cursor is None at the end."""
    count = _count_that_fits(page.items)
    end = page.end if count == len(page.items) else page.positions[count - 1]
    return {"items": page.items[:count], "cursor": write_cursor(end, list_name, query.selection, key) if end else None}


def _count_that_fits(items: list[dict[str, Any]]) -> int:
    """How many of the items, at least one, fit into a response; no stored item is larger than 400 KB."""
    room = MAX_BYTES
    for number, item in enumerate(items):
        room -= len(json.dumps(json.dumps(item, default=str)))
        if room < 0:
            return max(number, 1)
    return len(items)
