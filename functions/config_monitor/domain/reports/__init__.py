"""The figures of a day or a week, and the report they make."""

from config_monitor.domain.reports.durations import (
    Durations,
)
from config_monitor.domain.reports.figure_parts import (
    KEPT_KINDS,
    EventOutcome,
    OtherEvents,
    RuleFigures,
)
from config_monitor.domain.reports.figures import (
    Figures,
    figures_by_span,
)
from config_monitor.domain.reports.formatting import (
    counted,
    moved,
    percent,
    severities,
    short_date,
    shown,
    so_far,
    title,
)
from config_monitor.domain.reports.incident_rows import (
    incident_rows,
)
from config_monitor.domain.reports.messages import (
    bare_notification,
    report_notification,
)
from config_monitor.domain.reports.pair_timeline import (
    Pair,
    PairKey,
    Step,
    pair_of,
)
from config_monitor.domain.reports.performance import (
    WINDOWS,
    DaysByTeam,
    TeamDay,
    Window,
    team_days,
    windows,
)
from config_monitor.domain.reports.period import (
    Period,
    TimeSpan,
    days_until,
    period_of,
)
from config_monitor.domain.reports.report import (
    AccountLine,
    Chart,
    Report,
    report_of,
)
from config_monitor.domain.reports.report_links import (
    ReportLinks,
)
from config_monitor.domain.reports.report_rows import (
    LISTS,
    ROW_COLUMNS,
    ReportRow,
    rows_csv,
    rows_of,
    shown_row,
)
from config_monitor.domain.reports.report_run import (
    BATCHES,
    SUMMARISED_ACCOUNTS,
    AccountSummary,
    Listed,
    Merged,
    ReportRequest,
    ReportRun,
    batches_of,
)
from config_monitor.domain.reports.retired import (
    retired_accounts,
)
from config_monitor.domain.reports.section import (
    NUMBERS,
    Column,
    ReportSection,
    Value,
)
from config_monitor.domain.reports.sections import (
    section_makers,
)
from config_monitor.domain.reports.thread import (
    thread_notifications,
    thread_parts,
)
from config_monitor.domain.reports.trend import (
    CARRY_DAYS,
    TREND_DAYS,
    DailyTotals,
    Day,
    Point,
    change_over,
    declining,
    trend,
)

__all__ = [
    "BATCHES",
    "CARRY_DAYS",
    "KEPT_KINDS",
    "LISTS",
    "NUMBERS",
    "ROW_COLUMNS",
    "SUMMARISED_ACCOUNTS",
    "TREND_DAYS",
    "WINDOWS",
    "AccountLine",
    "AccountSummary",
    "Chart",
    "Column",
    "DailyTotals",
    "Day",
    "DaysByTeam",
    "Durations",
    "EventOutcome",
    "Figures",
    "Listed",
    "Merged",
    "OtherEvents",
    "Pair",
    "PairKey",
    "Period",
    "Point",
    "Report",
    "ReportLinks",
    "ReportRequest",
    "ReportRow",
    "ReportRun",
    "ReportSection",
    "RuleFigures",
    "Step",
    "TeamDay",
    "TimeSpan",
    "Value",
    "Window",
    "bare_notification",
    "batches_of",
    "change_over",
    "counted",
    "days_until",
    "declining",
    "figures_by_span",
    "incident_rows",
    "moved",
    "pair_of",
    "percent",
    "period_of",
    "report_notification",
    "report_of",
    "retired_accounts",
    "rows_csv",
    "rows_of",
    "section_makers",
    "severities",
    "short_date",
    "shown",
    "shown_row",
    "so_far",
    "team_days",
    "thread_notifications",
    "thread_parts",
    "title",
    "trend",
    "windows",
]
