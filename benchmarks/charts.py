"""The charts of a report by pygal and resvg, beside the same by Matplotlib: time, and what each adds to a package.

Usage: `make bench-charts`, with Matplotlib below .local/. A report of 50 accounts on four weeks is drawn, each
chart as SVG in both modes and as a picture, each library in a process of its own.
"""

import io
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from benchmarks.measurement import Measurement, finish
from config_monitor.domain.reports import (
    DailyTotals,
    Day,
    Figures,
    Report,
    ReportRow,
    RuleFigures,
    days_until,
    period_of,
    report_of,
    section_makers,
)

LAST, ACCOUNTS, RULES, TIMES = date(2026, 11, 23), 50, 20, 10
OURS = ("pygal", "resvg_py", "importlib_metadata", "zipp")
THEIRS = (
    *("matplotlib", "numpy", "pillow", "contourpy", "cycler", "fonttools", "kiwisolver", "packaging", "pyparsing"),
    *("python-dateutil", "six"),
)
MODES = ("default", "dark_background")


def made_up() -> Report:
    """A report in which every chart has something to show."""
    accounts = {f"{100_000_000_000 + n}": 95 - n for n in range(ACCOUNTS)}
    results = {
        account: Figures(
            compliant=score,
            open_by_severity=[0, 0, 60 - score // 2, 20, 15, 5],
            rules={f"rule-{n}": RuleFigures(severity=n % 6, open=RULES - n) for n in range(RULES)},
        )
        for account, score in accounts.items()
    }
    stored = {
        day: Day(day=day, accounts={account: _totals(score, number) for account, score in accounts.items()})
        for number, day in enumerate(days_until(LAST, 29))
    }
    opened = [f"2026-{month:02d}-22T09:00:00.000Z" for month in range(6, 12)]
    rows = [_row(account, since, n) for account in accounts for n, since in enumerate(opened)]
    period = period_of("daily", LAST.isoformat(), "UTC", datetime(2026, 11, 24, 7, tzinfo=UTC))
    return report_of(period, dict(results), stored, 2, {}, rows)


def _totals(score: int, day: int) -> DailyTotals:
    open_now = 100 - score + day % 7
    return DailyTotals(compliant=score, open_by_severity=[0, 0, open_now, 10, 5, 2], new=2 + day % 3, resolved=3)


def _row(account: str, since: str, number: int) -> ReportRow:
    return ReportRow(
        list="open",
        account=account,
        region="eu-central-1",
        severity=2,
        rule_name=f"rule-{number}",
        resource_type="AWS::S3::Bucket",
        resource_id=f"bucket-{number}",
        since=since,
        opened_at=since,
    )


def by_pygal() -> Callable[[Report], int]:
    """How many charts of a report were drawn."""
    from config_monitor.adapters.report.charts import CHARTS

    def draw(report: Report) -> int:
        sections = [section for make in section_makers().values() if (section := make(report)).rows]
        return sum(chart is not None for chart in (draw(report, sections) for draw in CHARTS.values()))

    return draw


def by_matplotlib() -> Callable[[Report], int]:
    """As many charts of the same values."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    def drawn(plot: Callable[[Any], None]) -> int:
        for mode in MODES:
            with pyplot.style.context(mode):
                figure, axes = pyplot.subplots(figsize=(8, 4.4))
                plot(axes)
                figure.savefig(io.StringIO(), format="svg")
                if mode == MODES[0]:
                    figure.savefig(io.BytesIO(), format="png", dpi=200)
                pyplot.close(figure)
        return 1

    return lambda report: sum(map(drawn, _plots(report)))


def _plots(report: Report) -> list[Callable[[Any], None]]:
    points = [point for point in report.points if point.totals]
    totals = [point.totals for point in points if point.totals]
    days = [point.day for point in points]
    rules = {f"rule-{n}": (RULES - n) * ACCOUNTS for n in range(10)}
    scores = {line.account: line.score or 0 for line in report.accounts[:12]}
    ages = {"up to 1 day": 0, "1 to 7 days": 50, "7 to 30 days": 50, "over 30 days": 200}

    def trend(axes: Any) -> None:
        axes.plot(days, [point.score for point in points], marker="o", label="All accounts")
        axes.legend()

    def stacked(axes: Any) -> None:
        below = [0] * len(days)
        for severity in range(6):
            numbers = [each.open_by_severity[severity] for each in totals]
            axes.bar(days, numbers, bottom=below, label=str(severity))
            below = [low + number for low, number in zip(below, numbers, strict=True)]
        axes.legend()

    def beside(axes: Any) -> None:
        axes.bar(range(len(days)), [each.new for each in totals], width=0.4, label="new")
        axes.bar([n + 0.4 for n in range(len(days))], [each.resolved for each in totals], width=0.4, label="resolved")
        axes.legend()

    def bars(values: dict[str, Any]) -> Callable[[Any], None]:
        def plot(axes: Any) -> None:
            axes.bar_label(axes.barh(list(values), list(values.values())))

        return plot

    return [trend, stacked, beside, bars(ages), bars(rules), bars(scores)]


LIBRARIES = {"pygal and resvg": (by_pygal, OURS), "Matplotlib": (by_matplotlib, THEIRS)}


def measured(library: str) -> dict[str, float]:
    """Seconds to import, for a first report, and for each that follows; how many charts."""
    report = made_up()
    began = time.perf_counter()
    draw = LIBRARIES[library][0]()
    imported = time.perf_counter()
    charts = draw(report)
    first = time.perf_counter()
    later = []
    for _ in range(TIMES):
        before = time.perf_counter()
        draw(report)
        later.append(time.perf_counter() - before)
    return {
        "import": imported - began,
        "first": first - imported,
        "later": statistics.median(later),
        "charts": charts,
    }


def megabytes(names: tuple[str, ...]) -> float:
    """What packages take where they are installed."""
    files = {Path(str(file.locate())) for name in names for file in distribution(name).files or ()}
    return sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc") / 1_000_000


def measure() -> Measurement:
    """Each library in a fresh process."""
    rows = []
    for library, (_, packages) in LIBRARIES.items():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures = pool.apply(measured, (library,))
        rows.append(
            {
                "drawn by": library,
                "charts": figures["charts"],
                "import, ms": round(1000 * figures["import"]),
                "first report, ms": round(1000 * figures["first"]),
                "each after it, ms": round(1000 * figures["later"]),
                "installed, MB": round(megabytes(packages), 1),
            }
        )
    ours, theirs = (row["each after it, ms"] for row in rows)
    return Measurement(
        f"{ours} ms for the charts of a report, {theirs} ms by Matplotlib",
        {"accounts": ACCOUNTS, "charts": rows[0]["charts"], "reports": TIMES},
        {"charts": rows},
        ["a chart had nothing to show"] * (rows[0]["charts"] != rows[1]["charts"]),
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
