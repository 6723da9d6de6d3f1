"""The charts of a report: is it getting better, how bad is what is open, which rules, which accounts."""

from collections.abc import Callable
from typing import Any

import pygal

from config_monitor.adapters.report.bars import Bar, labelled_bars
from config_monitor.adapters.report.chart_theme import Theme, frame, picture
from config_monitor.adapters.report.flow_charts import HEIGHT, LEGEND, age_of_open, day_axis, opened_against_resolved
from config_monitor.domain.events import Severity, one_line
from config_monitor.domain.reports import (
    Chart,
    Point,
    Report,
    ReportSection,
    Value,
    counted,
    moved,
    percent,
    severities,
    short_date,
)

BARS = 10
Sections = list[ReportSection]
DASHES = ("14, 6", "4, 5", "16, 5, 4, 5", "2, 8")


def _score_trend(report: Report, _: Sections) -> Chart | None:
    points = report.points
    if sum(p.score is not None for p in points) < 2:
        return None
    falling = list(report.declining)[: len(DASHES)]
    names = {line.account: one_line(line.title, 32) for line in report.accounts}
    whose = report.team or "All accounts"
    floor = _floor(report)

    def draw(theme: Theme) -> Any:
        chart = pygal.Line(
            **frame(theme, HEIGHT + LEGEND * (len(falling) + 1)),
            legend_at_bottom=True,
            legend_at_bottom_columns=1,
            value_formatter=lambda value: f"{value:g} %",
            max_scale=7,
            dots_size=5,
            **day_axis(points),
        )
        chart.add(one_line(whose, 32), [_dot(p, p.score, theme) for p in points])
        for account, dashes in zip(falling, DASHES, strict=False):
            values = [p.score_of(account) for p in points]
            chart.add(f"▼ {names[account]}", values, show_dots=False, stroke_style={"dasharray": dashes})
        if floor is not None:
            week = [round(floor, 2) if day >= len(points) - 8 else None for day in range(len(points))]
            label = f"{report.margin:g} points below a week ago: {percent(floor)}"
            chart.add(label, week, show_dots=False, stroke_style={"dasharray": "3, 6", "width": 2})
        return chart

    alternative = (
        f"Score over four weeks: {percent(report.score)} on {short_date(points[-1].day)}, "
        f"{moved(report.change(7)) or 'nothing to compare with'} points in seven days, "
        f"{moved(report.change(28)) or 'nothing to compare with'} in four weeks. "
        + (f"Declining: {', '.join(names[a] for a in falling)}." if falling else "No account declines.")
    )
    return picture("score-trend", "Score over four weeks", alternative, draw)


def _by_severity(report: Report, _: Sections) -> Chart | None:
    points = report.points
    levels = [s for s in reversed(Severity) if any(_open(p, s) for p in points)]
    if not levels:
        return None

    def draw(theme: Theme) -> Any:
        colours = tuple(theme.severities[level] for level in levels)
        chart = pygal.StackedBar(
            **frame(theme, HEIGHT + 2 * LEGEND, colours),
            legend_at_bottom=True,
            legend_at_bottom_columns=3,
            margin_bottom=2 * LEGEND,
            value_formatter=lambda value: f"{value:,.0f}",
            max_scale=7,
            spacing=6,
            **day_axis(points),
        )
        for level in levels:
            chart.add(level.word, [_open(p, level) for p in points])
        return chart

    before = next((p.totals.non_compliant for p in points if p.totals), 0)
    alternative = (
        f"Open violations went from {before:,} on {short_date(points[0].day)} to {report.figures.non_compliant:,}: "
        f"{severities(report.figures.open_by_severity) or 'none'}."
    )
    return picture("open-by-severity", "Open violations by severity", alternative, draw)


def _top_rules(_: Report, sections: Sections) -> Chart | None:
    rows = _rows("rules", sections)
    bars = [(str(name), int(number), int(level)) for name, level, number, *_ in rows if number and level is not None]
    shown = bars[:BARS]
    if not shown:
        return None

    def draw(theme: Theme) -> Any:
        bars = [
            Bar(name, number, f"{number:,} {Severity(severity).word}", theme.severities[severity])
            for name, number, severity in shown
        ]
        return labelled_bars(bars, shown[0][1], theme)

    summary = ", ".join(f"{name} {number:,} ({Severity(severity).word})" for name, number, severity in shown)
    part = 100 * shown[0][1] / sum(number for _, number, _ in bars)
    alternative = f"{shown[0][0]} has {part:.0f} % of the open violations. The most violated: {summary}."
    return picture("top-rules", "Most violated rules", alternative, draw)


def _by_account(_: Report, sections: Sections) -> Chart | None:
    rows = _rows("accounts", sections)
    known = [(str(title), float(score), bool(state)) for title, score, _, state, *_ in rows if score is not None]
    shown = known[: BARS + 2]
    if not shown:
        return None

    def draw(theme: Theme) -> Any:
        bars = [
            Bar(f"▼ {title}" if falls else title, score, percent(score), theme.series[1 if falls else 0])
            for title, score, falls in shown
        ]
        return labelled_bars(bars, 100, theme)

    more = len(rows) - len(shown)
    rest = f" {counted(more, 'more account')} not drawn." if more else ""
    summary = ", ".join(f"{title} {percent(score)}" for title, score, _ in shown)
    title = "Scores by account, lowest first" if more else "Scores by account"
    return picture("scores-by-account", title, f"Lowest scores: {summary}.{rest}", draw)


def _rows(key: str, sections: Sections) -> list[tuple[Value, ...]]:
    """The rows of a section; none where the report has no such section."""
    return next((section.rows for section in sections if section.key == key), [])


def _floor(report: Report) -> float | None:
    """The score below which the last seven days are a decline; None without a score a week ago."""
    before = report.points[-8].score if len(report.points) >= 8 else None
    return None if before is None else before - report.margin


def _dot(point: Point, score: float | None, theme: Theme) -> dict[str, Any] | None:
    """A day's score; hollow when it was carried over from the last day with data."""
    if score is None:
        return None
    hollow = {"style": f"fill: {theme.background}"} if point.carried else {}
    return {"value": round(score, 2), "node": hollow}


def _open(point: Point, severity: Severity) -> int:
    return point.totals.open_by_severity[severity] if point.totals else 0


# By what each is of, in the order in which they are shown.
CHARTS: dict[str, Callable[[Report, Sections], Chart | None]] = {
    "score over four weeks": _score_trend,
    "open violations by severity": _by_severity,
    "opened and resolved by day": opened_against_resolved,
    "age of what is open": age_of_open,
    "most violated rules": _top_rules,
    "scores by account": _by_account,
}
