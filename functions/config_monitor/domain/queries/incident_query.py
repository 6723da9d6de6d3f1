"""What the incidents can be asked for, and which attributes answer it: open, ended or excepted, oldest first."""

from typing import Literal

from config_monitor.domain.events import Severity
from config_monitor.domain.incidents import IncidentListState
from config_monitor.domain.queries.list_query import ListQuery
from config_monitor.domain.queries.read_plan import ReadPlan


class IncidentQuery(ListQuery):
    """A query of the incidents. Every filter is an exact match, and all of them must hold."""

    status: IncidentListState = "open"
    account: str | None = None
    region: str | None = None
    source: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    severity: Severity | None = None
    overdue: Literal["true"] | None = None


def plan_incidents(query: IncidentQuery, now: str | None = None) -> ReadPlan:
    """Read by account and list state, else by source and list state, else by list state; filter by the others.

    Overdue is what is so at the stored instant `now`.
    """
    names = ("account", "source", "region", "resource_type", "resource_id")
    filters: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    if query.severity is not None:
        filters["severity"] = int(query.severity)
    by = next((name for name in ("account", "source") if name in filters), None)
    key: dict[str, str | int] = {by: filters.pop(by)} if by else {}
    return ReadPlan({**key, "list_state": query.status}, filters, overdue_at=now if query.overdue else None)
