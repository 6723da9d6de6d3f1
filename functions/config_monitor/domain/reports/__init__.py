"""The figures of a day or a week, and the report they make."""

from config_monitor.domain.reports.figure_parts import (
    OpenViolation,
    RuleFigures,
)
from config_monitor.domain.reports.figures import (
    Figures,
    figures_by_span,
)
from config_monitor.domain.reports.pair_timeline import (
    Pair,
    Step,
    pair_of,
)
from config_monitor.domain.reports.period import (
    Period,
    Span,
    days_until,
    period_of,
)
from config_monitor.domain.reports.report import (
    AccountLine,
    Chart,
    OtherEvents,
    Report,
    report_of,
)
from config_monitor.domain.reports.report_run import (
    AccountSummary,
    Listed,
    Merged,
    ReportRequest,
    ReportRun,
)
from config_monitor.domain.reports.trend import (
    TREND_DAYS,
    DailyTotals,
    Day,
    Point,
    change_over,
    declining,
    trend,
)

__all__ = [
    "TREND_DAYS",
    "AccountLine",
    "AccountSummary",
    "Chart",
    "DailyTotals",
    "Day",
    "Figures",
    "Listed",
    "Merged",
    "OpenViolation",
    "OtherEvents",
    "Pair",
    "Period",
    "Point",
    "Report",
    "ReportRequest",
    "ReportRun",
    "RuleFigures",
    "Span",
    "Step",
    "change_over",
    "days_until",
    "declining",
    "figures_by_span",
    "pair_of",
    "period_of",
    "report_of",
    "trend",
]
