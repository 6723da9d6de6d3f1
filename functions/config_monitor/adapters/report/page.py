"""A report as a page: one HTML document that loads nothing and runs only its own script for tables."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from config_monitor.adapters.report.page_tables import tables
from config_monitor.domain.events import duration_words, one_line
from config_monitor.domain.reports import (
    Chart,
    Report,
    ReportSection,
    counted,
    moved,
    percent,
    severities,
    so_far,
    title,
)

TEMPLATES = Path(__file__).parents[2] / "templates"


def write_page(report: Report, sections: list[ReportSection], charts: list[Chart]) -> str:
    """The document; all that comes from elsewhere is escaped by the template engine."""
    script = (TEMPLATES / "tables.js").read_text()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template().render(
        title=one_line(title(report)),
        about=_about(report),
        missing=[one_line(line.title) for line in report.missing],
        left_out=[one_line(name) for name in report.left_out],
        score=percent(report.score),
        counted=counted(report.figures.counted, "pair"),
        changes=_changes(report),
        remarks=report.remarks,
        tiles=_tiles(report, {section.key for section in sections}),
        charts=charts,
        tables=tables(sections, report),
        definitions=_definitions(report),
        script=script,
        script_hash=f"sha256-{digest}",
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2")


def _about(report: Report) -> str:
    period = report.period
    parts = [counted(len(report.accounts), "account"), f"days in {period.zone}", so_far(period)]
    return " · ".join(filter(None, parts))


def _changes(report: Report) -> list[dict[str, str]]:
    changes = []
    for days, words in ((7, "in 7 days"), (28, "in 4 weeks")):
        change = report.change(days)
        if change is not None:
            direction = "up" if change >= 0.05 else "down" if change <= -0.05 else "same"
            changes.append({"text": f"{moved(change)} points {words}", "direction": direction})
    return changes


def _tiles(report: Report, keys: set[str]) -> list[dict[str, str]]:
    """The figures, each with the key of the list that names what it counts, where that is on the page."""
    figures = report.figures
    detect, resolve = figures.time_to_detect, figures.time_to_resolve
    tiles = [
        ("New", f"{figures.new:,}", f"{figures.reopened:,} more opened again" if figures.reopened else "", "new"),
        ("Resolved", f"{figures.resolved:,}", f"{figures.fixed:,} fixed, {figures.removed:,} removed", "resolved"),
        ("Open", f"{figures.non_compliant:,}", severities(figures.open_by_severity), "open"),
        ("Overdue", f"{figures.overdue:,}", "past their due date" if figures.overdue else "", "overdue"),
        ("Exceptions", f"{figures.excepted:,}", "in no other figure" if figures.excepted else "", "excepted"),
        (
            "Detected in",
            duration_words(detect) if detect is not None else "n/a",
            "mean, evaluation to storage",
            "performance",
        ),
        (
            "Fixed in",
            duration_words(resolve) if resolve is not None else "n/a",
            "mean, removed ones left out",
            "resolution-times" if report.period.kind == "daily" else "performance",
        ),
        (
            "Delivered",
            percent(100 * figures.delivered / figures.to_notify) if figures.to_notify else "n/a",
            f"of {counted(figures.to_notify, 'event')} to notify at once",
            "performance",
        ),
    ]
    return [
        {"label": label, "value": value, "note": note, "key": key if key in keys else ""}
        for label, value, note, key in tiles
    ]


def _definitions(report: Report) -> list[tuple[str, str]]:
    """What the words of the report mean."""
    unknown = report.figures.unknown
    forgotten = f" {counted(unknown, 'pair')} changed more often: some changes are missing here." if unknown else ""
    return [
        ("Pair", "One rule and one resource, in one account and region. A rule's copies count as one rule."),
        (
            "Score",
            "Compliant pairs over compliant and non-compliant ones, as AWS Config scores conformance packs. Pairs that "
            "are not applicable, have no data or have an exception count on neither side; incidents are no pairs.",
        ),
        (
            "Day",
            f"From midnight to midnight in {report.period.zone}. A day without data carries the last known state; "
            "charts draw it hollow.",
        ),
        (
            "New, resolved",
            "Opened for the first time, and ended, within the period. Severities and exceptions are those known when "
            f"the report was made. A pair remembers its newest 20 changes.{forgotten}",
        ),
        (
            "Detected in",
            "From AWS Config's evaluation to storage in the hub, over the violations published in the period and "
            "evaluated at most a day before that; older ones come from a backfill. How long AWS Config took to "
            "evaluate is not in its events.",
        ),
        (
            "Fixed in",
            "From opening to fix, mean over the violations fixed in the period; those whose resource was removed are "
            "left out.",
        ),
        (
            "Delivered",
            "Of the events that somebody was to be notified of at once, those whose notification the channel has. "
            "One that was sent later counts as soon as its day is counted again, by the weekly report at the latest.",
        ),
        (
            "Performance",
            "The last 7, 28 and 90 days, added up from what was kept of each day: an account counts for the team that "
            "it had on the day, times count on the day of the fix or of the event. Means are exact; medians are the "
            "middle of ranges so narrow that they are at most 3 % off. The change of the score is that since the day "
            "before the first one, or since the first day that is kept.",
        ),
        (
            "Overdue",
            "Open when the period ended, though its due date was over. The due date is the policy's deadline after the "
            "opening, or after the hub knew of it, or after its last exception, as known when the report was made.",
        ),
        ("Declining", f"An account whose score fell by more than {report.margin:g} points in seven days."),
    ]
