"""Answers a question to the history: one page and the cursor of the next, or how to export all of it."""

from collections.abc import Callable
from typing import Any

from config_monitor.domain.events import from_epoch
from config_monitor.domain.queries import EventQuery, ExportRequest, Form, Layout, plan
from config_monitor.ports import History
from config_monitor.use_cases.paging import answer_of, position_of

EVENTS = "/events"
LATEST_SECOND = 253_402_300_799  # the last one of the year 9999
COLUMNS = (
    *("time", "id", "account", "region", "source", "detail_type", "title", "category", "severity", "status"),
    *("previous_status", "rule_name", "rule", "resource_type", "resource_id", "annotation", "evaluated_at"),
    *("console_url", "published_at", "updated_at", "expired_at", "resources", "detail"),
)


def list_events(query: EventQuery, history: History, key: bytes) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = history.page(plan(query), position_of(query, EVENTS, key), query.limit)
    return answer_of(page, query, EVENTS, key)


def events_export(query: EventQuery) -> Callable[[Form], ExportRequest]:
    """How to export a question's events in either form."""
    return lambda form: ExportRequest(query, plan(query), EVENTS, Layout(form, COLUMNS), _with_time)


def _with_time(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its seconds as people read them."""
    match row.get("published_at"):
        case int(seconds) if 0 <= seconds <= LATEST_SECOND:
            return {"time": from_epoch(seconds), **row}
        case _:
            return row
