"""A report as a page: one document that loads nothing and runs nothing but its own script for tables."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from config_monitor.adapters.report.page_tables import tables
from config_monitor.domain.events import duration_words, one_line
from config_monitor.domain.reports import (
    Chart,
    Figures,
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
        score=percent(report.score),
        counted=counted(report.figures.counted, "pair"),
        changes=_changes(report),
        tiles=_tiles(report.figures),
        charts=charts,
        tables=tables(sections),
        notes=_notes(report),
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


def _tiles(figures: Figures) -> list[dict[str, str]]:
    detect, resolve = figures.time_to_detect, figures.time_to_resolve
    tiles = [
        ("New", f"{figures.new:,}", f"{figures.reopened:,} more opened again" if figures.reopened else ""),
        ("Resolved", f"{figures.resolved:,}", f"{figures.fixed:,} fixed, {figures.removed:,} removed"),
        ("Open", f"{figures.non_compliant:,}", severities(figures.open_by_severity)),
        ("Exceptions", f"{figures.excepted:,}", "in no other figure" if figures.excepted else ""),
        ("Detected in", duration_words(detect) if detect is not None else "n/a", "mean, evaluation to storage"),
        ("Fixed in", duration_words(resolve) if resolve is not None else "n/a", "mean, removed ones left out"),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in tiles]


def _notes(report: Report) -> list[str]:
    figures = report.figures
    notes = [
        "Score: compliant pairs of rule and resource over compliant and non-compliant ones, as AWS Config scores "
        "conformance packs. A rule's copies count as one rule; pairs that are not applicable or have an exception "
        "count on neither side. Severities and exceptions are those known when the report was made.",
        "Detected: from AWS Config's evaluation to storage in the hub. Fixed: from opening to fix, for violations "
        "fixed in the period; those whose resource was removed are left out.",
        f"Declining: an account whose score fell by more than {report.margin:g} points in seven days.",
        "Days without data carry the last known state; charts draw them hollow.",
    ]
    if figures.unknown:
        notes.append(
            f"{counted(figures.unknown, 'pair')} changed more often than is remembered; some changes are missing."
        )
    return notes
