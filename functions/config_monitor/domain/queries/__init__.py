"""What can be asked of the history, the violations and the incidents, and which attributes answer it."""

from config_monitor.domain.queries.compliance_summary import (
    ALL_ACCOUNTS,
    ComplianceSummary,
    EarlierDay,
    score_of,
    summarise,
)
from config_monitor.domain.queries.cursor import (
    read_cursor,
    write_cursor,
)
from config_monitor.domain.queries.event_query import (
    EventQuery,
    plan_events,
)
from config_monitor.domain.queries.exception_list import (
    ExceptionQuery,
    ListedException,
)
from config_monitor.domain.queries.export import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    json_default,
)
from config_monitor.domain.queries.incident_detail import (
    IncidentDetail,
    ListedIncident,
)
from config_monitor.domain.queries.incident_query import (
    IncidentQuery,
    plan_incidents,
)
from config_monitor.domain.queries.list_query import (
    ListQuery,
)
from config_monitor.domain.queries.read_plan import (
    ReadPlan,
)
from config_monitor.domain.queries.report_query import (
    ReportList,
    ReportQuery,
    plan_report,
)
from config_monitor.domain.queries.violation_detail import (
    ListedViolation,
    ViolationDetail,
)
from config_monitor.domain.queries.violation_query import (
    ViolationQuery,
    plan_violations,
)

__all__ = [
    "ALL_ACCOUNTS",
    "ComplianceSummary",
    "EarlierDay",
    "EventQuery",
    "ExceptionQuery",
    "ExportFormat",
    "ExportLayout",
    "ExportRequest",
    "IncidentDetail",
    "IncidentQuery",
    "ListQuery",
    "ListedException",
    "ListedIncident",
    "ListedViolation",
    "ReadPlan",
    "ReportList",
    "ReportQuery",
    "ViolationDetail",
    "ViolationQuery",
    "json_default",
    "plan_events",
    "plan_incidents",
    "plan_report",
    "plan_violations",
    "read_cursor",
    "score_of",
    "summarise",
    "write_cursor",
]
