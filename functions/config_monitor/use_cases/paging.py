"""What all lists share: where a cursor says to go on, and a page cut to what an answer can hold."""

import json
from typing import Any

from config_monitor.domain.queries import ListQuery, read_cursor, write_cursor
from config_monitor.ports import Page, Place

# A Lambda may answer with 6 MB, in which the body is a JSON text and each of its quotation marks takes two bytes.
MAX_BYTES = 5_000_000


def position_of(query: ListQuery, path: str, key: bytes) -> Place | None:
    """Where the question's cursor says to go on. Raises InvalidCursor."""
    return read_cursor(query.cursor, path, query.asked, key) if query.cursor else None


def answer_of(page: Page, query: ListQuery, path: str, key: bytes) -> dict[str, Any]:
    """A page as the API answers it, cut to what an answer can hold."""
    kept = _that_fit(page.items)
    end = page.end if kept == len(page.items) else page.places[kept - 1]
    return {"items": page.items[:kept], "cursor": write_cursor(end, path, query.asked, key) if end else None}


def _that_fit(items: list[dict[str, Any]]) -> int:
    """How many of the items, at least one, an answer can hold; the table holds none above 400 KB."""
    room = MAX_BYTES
    for number, item in enumerate(items):
        room -= len(json.dumps(json.dumps(item, default=str)))
        if room < 0:
            return max(number, 1)
    return len(items)
