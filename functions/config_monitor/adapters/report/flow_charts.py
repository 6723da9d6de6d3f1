"""The charts of what comes and goes: opened against resolved by day, and how old is what is open."""

from collections import Counter
from typing import Any

import pygal

from config_monitor.adapters.report.bars import Bar, labelled_bars
from config_monitor.adapters.report.chart_theme import Theme, frame, picture
from config_monitor.domain.events import between
from config_monitor.domain.reports import Chart, Point, Report, ReportSection, counted, short_date

HEIGHT, LEGEND = 440, 32
DAY_SECONDS = 86_400
# The least age of each group in days, youngest first.
AGES = ((0, "up to 1 day"), (1, "1 to 7 days"), (7, "7 to 30 days"), (30, "over 30 days"))


def opened_against_resolved(report: Report, _: list[ReportSection]) -> Chart | None:
    """Violations that opened, for the first time or again, and that were resolved: bars of each day from zero."""
    totals = [point.totals for point in report.points if point.totals]
    new, resolved = sum(t.new for t in totals), sum(t.resolved for t in totals)
    if not new + resolved:
        return None

    def draw(theme: Theme) -> Any:
        chart = pygal.Bar(
            **frame(theme, HEIGHT + LEGEND, (theme.series[1], theme.series[0])),
            legend_at_bottom=True,
            legend_at_bottom_columns=2,
            value_formatter=lambda value: f"{value:,.0f}",
            include_x_axis=True,
            max_scale=7,
            spacing=4,
            **day_axis(report.points),
        )
        chart.add("opened", [p.totals.new if p.totals else None for p in report.points])
        chart.add("resolved", [p.totals.resolved if p.totals else None for p in report.points])
        return chart

    finding = "as many as" if new == resolved else "more than" if new > resolved else "fewer than"
    alternative = f"In four weeks {new:,} violations opened, {finding} the {resolved:,} that were resolved."
    return picture("opened-against-resolved", "Opened and resolved by day", alternative, draw)


def age_of_open(report: Report, _: list[ReportSection]) -> Chart | None:
    """How many open violations are how old."""
    end = report.period.span.end
    opened = [row.since for row in report.list_of("open") if row.kind == "violation"]
    ages = [between(since, end).total_seconds() / DAY_SECONDS for since in opened]
    if not ages:
        return None
    numbers = Counter(next(name for least, name in reversed(AGES) if age >= least or not least) for age in ages)

    def draw(theme: Theme) -> Any:
        bars = [
            Bar(name, numbers[name], f"{numbers[name]:,}", theme.series[1 if least >= 30 else 0])
            for least, name in AGES
        ]
        return labelled_bars(bars, max(numbers.values()), theme)

    old = numbers[AGES[-1][1]]
    summary = ", ".join(f"{name} {numbers[name]:,}" for _, name in AGES)
    alternative = f"{old:,} of {counted(len(ages), 'open violation')} have been open for over 30 days: {summary}."
    return picture("age-of-open", "Age of what is open", alternative, draw)


def day_axis(points: list[Point]) -> dict[str, Any]:
    """An axis of days that names each seventh, counted back from the last."""
    labels = [short_date(p.day) for p in points]
    return {"x_labels": labels, "x_labels_major": labels[::-7][::-1], "show_minor_x_labels": False}
