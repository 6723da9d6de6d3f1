"""Lists the rows of a report: page by page, or all of them as an export."""

from collections.abc import Callable, Mapping
from typing import Any

from config_monitor.domain.queries import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    ReportQuery,
    plan_report,
)
from config_monitor.domain.reports import ROW_COLUMNS, shown_row
from config_monitor.ports import ReportRows
from config_monitor.use_cases.paging import list_page


def list_report_rows(
    query: ReportQuery, run: str, rows: ReportRows, key: bytes, names: Mapping[str, str]
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`, with `names` of accounts; no cursor at the end. Raises InvalidCursor."""
    plan = plan_report(query, run)
    return list_page(rows, plan, query, _list_name(run), key, lambda row: shown_row(row, names))


def report_export(query: ReportQuery, run: str, names: Mapping[str, str]) -> Callable[[ExportFormat], ExportRequest]:
    """How to export the rows of a run in either format."""

    def request(form: ExportFormat) -> ExportRequest:
        layout, plan = ExportLayout(form, ROW_COLUMNS), plan_report(query, run)
        return ExportRequest(query, plan, _list_name(run), layout, lambda row: shown_row(row, names))

    return request


def _list_name(run: str) -> str:
    """What cursors are bound to: the run, so that a report that was made again does not mix with the one before."""
    return f"report-{run}"
