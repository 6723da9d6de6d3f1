"""Lists incidents, oldest first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from config_monitor.domain.queries import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    IncidentQuery,
    ListedIncident,
    plan_incidents,
)
from config_monitor.ports import CurrentIncidents
from config_monitor.use_cases.paging import page_response, start_position

INCIDENTS = "incidents"


def list_incidents(
    query: IncidentQuery, current_incidents: CurrentIncidents, key: bytes, now: datetime
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = current_incidents.page(plan_incidents(query), start_position(query, INCIDENTS, key), query.limit)
    response = page_response(page, query, INCIDENTS, key)
    return {**response, "items": [_listed(row, now) for row in response["items"]]}


def incidents_export(query: IncidentQuery, now: datetime) -> Callable[[ExportFormat], ExportRequest]:
    """How to export a list of incidents in either format."""

    def show(row: dict[str, Any]) -> dict[str, Any]:
        return _listed(row, now)

    columns = tuple(ListedIncident.model_fields)
    plan = plan_incidents(query)
    return lambda form: ExportRequest(query, plan, INCIDENTS, ExportLayout(form, columns), show)


def _listed(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    return ListedIncident.of(row, now).model_dump(mode="json")
