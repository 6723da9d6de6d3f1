"""The section on performance: how fast violations are known and fixed, whether notifications arrive, over time."""

from config_monitor.domain.reports.performance import Performance, SeverityTimes, Times, Window
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, ReportSection, Value

_COLUMNS = (
    *(Column("Of", "name"), Column("Days", "count", "days"), Column("Score", "percent"), Column("Change", "points")),
    *(Column("Detected", "count", "detected"), Column("Mean", "seconds", "mean")),
    *(Column("Median", "seconds", "median"), Column("Fixed", "count", "fixed")),
    *(Column("Mean to fix", "seconds", "mean to fix"), Column("Median to fix", "seconds", "median to fix")),
    *(Column("To notify", "count", "to notify"), Column("Delivered", "percent", "delivered")),
)
_NOTE = (
    "Times to detect and to fix, score and delivered notifications over 7, 28 and 90 days, as they are kept of each "
    "day. Means are exact, medians at most 3 % off."
)


def performance_section(report: Report) -> ReportSection:
    """All accounts, each team and each severity over each window; in the thread of the weekly report alone."""
    shown = report.windows
    overall = [_performance(report.team or "all accounts", window, window.overall) for window in shown]
    teams = [_performance(team.team or "no team", window, team) for window in shown for team in window.teams]
    severities = [_severity(window, times) for window in shown for times in window.overall.by_severity]
    rows = [*overall, *_together(teams), *_together(severities)]
    in_thread = report.period.kind == "weekly"
    return ReportSection("performance", "Performance", _COLUMNS, rows, _NOTE, in_thread)


def _together(rows: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    """Rows of the same name side by side, the names in the order in which they come first."""
    names = list(dict.fromkeys(row[0] for row in rows))
    return sorted(rows, key=lambda row: names.index(row[0]))


def _performance(name: str, window: Window, shown: Performance) -> tuple[Value, ...]:
    times = (*_times(shown.to_detect), *_times(shown.to_resolve))
    return (name, window.days, shown.score, shown.score_change, *times, shown.to_notify, shown.delivery_rate)


def _severity(window: Window, shown: SeverityTimes) -> tuple[Value, ...]:
    times = (*_times(shown.to_detect), *_times(shown.to_resolve))
    return (shown.severity, window.days, None, None, *times, None, None)


def _times(times: Times) -> tuple[Value, ...]:
    return (times.number, times.mean_seconds, times.median_seconds)
