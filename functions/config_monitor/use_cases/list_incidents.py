"""Lists incidents, oldest first."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from config_monitor.domain.events import format_instant
from config_monitor.domain.queries import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    IncidentQuery,
    ListedIncident,
    plan_incidents,
)
from config_monitor.ports import CurrentIncidents
from config_monitor.use_cases.paging import list_page

INCIDENTS = "incidents"


def list_incidents(
    query: IncidentQuery, current_incidents: CurrentIncidents, key: bytes, now: datetime
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    return list_page(
        current_incidents, plan_incidents(query, format_instant(now)), query, INCIDENTS, key, partial(_listed, now)
    )


def incidents_export(query: IncidentQuery, now: datetime) -> Callable[[ExportFormat], ExportRequest]:
    """How to export a list of incidents in either format."""
    columns, plan = tuple(ListedIncident.model_fields), plan_incidents(query, format_instant(now))
    return lambda form: ExportRequest(query, plan, INCIDENTS, ExportLayout(form, columns), partial(_listed, now))


def _listed(now: datetime, row: dict[str, Any]) -> dict[str, Any]:
    return ListedIncident.of(row, now).model_dump(mode="json")
