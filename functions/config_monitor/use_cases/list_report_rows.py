"""Lists the rows of a report: page by page, or all of them as an export."""

from collections.abc import Callable
from typing import Any

from config_monitor.domain.queries import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    ReportQuery,
    plan_report,
)
from config_monitor.domain.reports import ROW_COLUMNS
from config_monitor.ports import ReportRows
from config_monitor.use_cases.paging import page_response, start_position


def list_report_rows(query: ReportQuery, run: str, rows: ReportRows, key: bytes) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = rows.page(plan_report(query, run), start_position(query, _list_name(run), key), query.limit)
    return page_response(page, query, _list_name(run), key)


def report_export(query: ReportQuery, run: str) -> Callable[[ExportFormat], ExportRequest]:
    """How to export the rows of a run in either format."""
    plan = plan_report(query, run)
    return lambda form: ExportRequest(query, plan, _list_name(run), ExportLayout(form, ROW_COLUMNS), lambda row: row)


def _list_name(run: str) -> str:
    """What cursors are bound to: the run, so that a report that was made again does not mix with the one before."""
    return f"report-{run}"
