"""Lists events of the history: one page and the cursor of the next, or how to export all of them."""

from collections.abc import Callable
from typing import Any

from config_monitor.domain.events import from_epoch
from config_monitor.domain.queries import EventQuery, ExportFormat, ExportLayout, ExportRequest, ReadPlan, plan_events
from config_monitor.ports import History, RuleLookup
from config_monitor.use_cases.paging import list_page

EVENTS = "events"
LATEST_SECOND = 253_402_300_799  # the last one of the year 9999
COLUMNS = (
    *("time", "id", "account", "region", "source", "detail_type", "title", "category", "severity", "status"),
    *("previous_status", "rule_name", "rule", "resource_type", "resource_id", "annotation", "evaluated_at"),
    *("console_url", "published_at", "updated_at", "expired_at", "resources", "detail"),
)


def list_events(query: EventQuery, history: History, key: bytes, rules: RuleLookup) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    return list_page(history, _plan(query, rules), query, EVENTS, key, dict)


def events_export(query: EventQuery, rules: RuleLookup) -> Callable[[ExportFormat], ExportRequest]:
    """How to export the events of a query in either format; nothing is looked up before that is asked for."""
    return lambda form: ExportRequest(query, _plan(query, rules), EVENTS, ExportLayout(form, COLUMNS), _with_time)


def _plan(query: EventQuery, rules: RuleLookup) -> ReadPlan:
    return plan_events(query, rules.managed_rule_named(query.rule_name) if query.rule_name else None)


def _with_time(row: dict[str, Any]) -> dict[str, Any]:
    """A row with `time`, its epoch seconds as ISO 8601, in front; unchanged where they are no such number."""
    match row.get("published_at"):
        case int(seconds) if 0 <= seconds <= LATEST_SECOND:
            return {"time": from_epoch(seconds), **row}
        case _:
            return row
