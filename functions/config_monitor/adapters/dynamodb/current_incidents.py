"""The incidents of the table, behind the CurrentIncidents, DueIncidents and OpenIncidents ports."""

from collections.abc import Iterator, Sequence
from typing import Any

from config_monitor.adapters.dynamodb.incident_rows import DUE, LIST_PREFIX, incident_from, incident_key, key_from
from config_monitor.adapters.dynamodb.indexes import incidents_query
from config_monitor.adapters.dynamodb.pages import position_of, read_page, readable, start_key
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.queries import ReadPlan
from config_monitor.ports import Page, Position

LISTS = ("excepted", "open")
PAGE = 200


class DynamoDBCurrentIncidents:
    """The table as the current state of incidents."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page of the plan's incidents after a position."""
        return read_page(self._table, incidents_query(plan), after, limit)

    def incident(self, key: IncidentKey) -> tuple[dict[str, Any], Incident] | None:
        """One incident: its row, and the model read from the row."""
        row = self._table.get(incident_key(key))
        return (readable(row), incident_from(row)) if row else None


class DynamoDBDueIncidents:
    """The index of what becomes due, for incidents."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: str) -> Iterator[IncidentKey]:
        """Those due by now, the longest due first."""
        return (key_from(row) for row in self._table.query(Query(DUE, by="due", sort="due_at", high=now)))


class DynamoDBOpenIncidents:
    """The indexed lists of what is excepted and of what is open."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def pages(self, after: Sequence[str] | None) -> Iterator[tuple[list[str], list[IncidentKey]]]:
        """Their keys in pages, each with the position to go on after: the list, then the place in its index."""
        reached, *position = after or [LISTS[0]]
        for state in LISTS[LISTS.index(reached) :]:
            query = Query(f"{LIST_PREFIX}{state}", by="violation_state", sort="opened_at")
            start = start_key(query, position) if position and state == reached else None
            for page in self._table.pages(query, PAGE, start):
                if page.rows:
                    yield [state, *position_of(query, page.rows[-1])], [key_from(row) for row in page.rows]
