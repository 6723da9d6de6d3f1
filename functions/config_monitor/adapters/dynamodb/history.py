"""The event rows of the table, behind the History port."""

from typing import Any

from config_monitor.adapters.dynamodb.indexes import events_query
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.pages import merged, read_page, readable
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import KEY_BYTES
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.queries import ReadPlan
from config_monitor.ports import Page, Position


class DynamoDBHistory:
    """The table as a history; reads follow writes within moments, as indexes do."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page of the plan's events after a position."""
        if plan.finds_nothing:
            return Page([], [], None, 0)
        plans = (plan, *plan.also)
        pages = [read_page(self._table, events_query(each), after, limit) for each in plans]
        return pages[0] if len(pages) == 1 else merged(pages, limit, ascending=plan.ascending)

    def event(self, event_id: str) -> tuple[dict[str, Any], AlertKey | None] | None:
        """One event by its id, and the key of its alert if it has one; None when there is no such event."""
        try:
            if len(event_id.encode()) > KEY_BYTES - len("EVENT#"):
                return None  # no key is longer
        except UnicodeEncodeError:
            return None  # no key has half a character
        row = self._table.get(Key("EVENT", f"EVENT#{event_id}"), consistent=True)
        if not row:
            return None
        alert = row.get("alert")
        return readable(row), AlertKey.model_validate(alert) if alert else None
