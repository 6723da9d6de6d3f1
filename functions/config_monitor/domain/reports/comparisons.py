"""What a report compares: weeks, teams, and how long what ended had been open, by severity and team."""

from collections.abc import Callable, Iterable
from statistics import mean, median

from config_monitor.domain.events import Severity, between
from config_monitor.domain.reports.figures import Figures
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.report_rows import ReportRow
from config_monitor.domain.reports.section import Column, ReportSection, Value

WEEK, WEEKS = 7, 4
NO_TEAM = "no team"
_CHANGES = (
    *(Column("Score", "percent"), Column("Change", "points"), Column("Open", "count", "open")),
    *(Column("Opened", "count", "opened"), Column("Resolved", "count", "resolved")),
)


def weeks_section(report: Report) -> ReportSection:
    """The last four weeks of a weekly report, each with its last score and what happened in it; oldest first."""
    rows: list[tuple[Value, ...]] = []
    points = report.points if report.period.kind == "weekly" else []
    for end in range(len(points) - WEEK * (WEEKS - 1), len(points) + 1, WEEK):
        if end <= WEEK:
            continue
        week, before = points[end - WEEK : end], points[end - WEEK - 1].score
        totals = [point.totals for point in week if point.totals]
        if totals:
            score = week[-1].score
            change = score - before if score is not None and before is not None else None
            new, resolved = sum(t.new for t in totals), sum(t.resolved for t in totals)
            rows.append((week[-1].day.isoformat(), score, change, totals[-1].non_compliant, new, resolved))
    return ReportSection(
        "weeks", "Four weeks", (Column("Week until"), *_CHANGES), rows, "Each with the score of its last day."
    )


def months_section(report: Report) -> ReportSection:
    """The month that ended and the new one so far, in the weekly report of a month's first days."""
    rows: list[tuple[Value, ...]] = [
        (f"{month.last:%Y-%m}{'' if month.is_over else ' so far'}", *month[1:]) for month in report.months
    ]
    return ReportSection("months", "Month", (Column("Month"), *_CHANGES), rows, "Each with the score of its last day.")


def teams_section(report: Report) -> ReportSection:
    """The teams of a weekly report side by side, lowest scores first."""
    columns = (
        *(Column("Team", "name"), Column("Score", "percent"), Column("Accounts", "count", "accounts")),
        *(Column("Open", "count", "open"), Column("Opened", "count", "opened")),
        Column("Resolved", "count", "resolved"),
    )
    teams = {line.team or NO_TEAM for line in report.accounts}
    if report.period.kind != "weekly" or report.team or teams <= {NO_TEAM}:
        return ReportSection("teams", "Teams", columns, [])
    rows = [_team(team, report) for team in teams]
    rows.sort(key=lambda row: (101.0 if row[1] is None else row[1], row[0]))
    return ReportSection("teams", "Teams, lowest scores first", columns, rows)


def _team(team: str, report: Report) -> tuple[Value, ...]:
    lines = [line for line in report.accounts if (line.team or NO_TEAM) == team]
    figures = Figures.sum_of(line.figures for line in lines if line.figures)
    opened = figures.new + figures.reopened
    return (team, figures.score, len(lines), figures.non_compliant, opened, figures.resolved)


def resolution_times_section(report: Report) -> ReportSection:
    """Mean and median time from opening to fix of the violations fixed on a day, by severity and by team.

    Of a week the section on performance has them.
    """
    columns = (
        *(Column("Of"), Column("Fixed", "count", "fixed"), Column("Mean", "seconds", "mean")),
        Column("Median", "seconds", "median"),
    )
    resolved = report.list_of("resolved") if report.period.kind == "daily" else []
    fixed = [row for row in resolved if row.closed_as == "fixed" and row.kind == "violation"]
    teams = {line.account: line.team for line in report.accounts if line.team}
    by_severity = _times(fixed, lambda row: Severity(row.severity).word)
    by_team = [] if report.team else _times(fixed, lambda row: teams.get(row.account, NO_TEAM))
    rows = [*by_severity, *(by_team if teams else [])]
    note = "From opening to fix, of the violations fixed in the period; removed ones are left out."
    return ReportSection("resolution-times", "Time to fix, by severity and team", columns, rows, note)


def _times(rows: Iterable[ReportRow], group: Callable[[ReportRow], str]) -> list[tuple[Value, ...]]:
    """A row for each group in the order in which they come, which is worst first."""
    groups: dict[str, list[float]] = {}
    for row in rows:
        groups.setdefault(group(row), []).append(between(row.opened_at, row.since).total_seconds())
    return [(name, len(seconds), mean(seconds), median(seconds)) for name, seconds in groups.items()]
