"""What the rows of a report can be asked for, and which attributes answer it."""

from typing import Literal

from config_monitor.domain.events import Severity
from config_monitor.domain.queries.list_query import ListQuery
from config_monitor.domain.queries.read_plan import ReadPlan

ReportList = Literal["new", "reopened", "resolved", "overdue", "open", "excepted"]


class ReportQuery(ListQuery):
    """A query of the rows of one report. Every filter is an exact match, and all of them must hold."""

    list: ReportList | None = None
    account: str | None = None
    rule_name: str | None = None
    severity: Severity | None = None


def plan_report(query: ReportQuery, run: str) -> ReadPlan:
    """Read all rows of a run; filter by the others."""
    names = ("list", "account", "rule_name", "severity")
    filters: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    return ReadPlan({"run": run}, filters)
