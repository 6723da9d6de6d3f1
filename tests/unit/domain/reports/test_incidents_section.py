"""What a report counts of incidents, by source, and its part of the sentence on what changed."""

from typing import Any

from config_monitor.domain.reports import ReportRow
from config_monitor.domain.reports.incidents_section import incidents_section, incidents_words
from tests.support.reports import report, row, sections_of

HOUR, DAY = 3600.0, 86400.0


def incident(
    name: Any, opened: str, ended: str | None = None, source: str = "aws.cloudwatch", **more: Any
) -> ReportRow:
    """An incident's row; the reports of these tests end with 2026-11-23."""
    at = {"since": ended or opened, "opened_at": opened}
    return row(name, rule_name="", title=source, source=source, **at, **more)


ROWS = [
    incident("new", "2026-11-23T10:00:00.000Z"),
    incident("reopened", "2026-11-23T12:00:00.000Z"),
    incident("open", "2026-11-23T11:00:00.000Z"),
    incident("open", "2026-11-20T23:00:00.000Z"),
    incident("resolved", "2026-11-23T10:00:00.000Z", "2026-11-23T11:00:00.000Z", closed_as="ok"),
    incident("resolved", "2026-11-23T08:00:00.000Z", "2026-11-23T11:00:00.000Z", closed_as="deleted"),
    incident("resolved", "2026-10-23T08:00:00.000Z", "2026-11-23T11:00:00.000Z", closed_as="silent"),
    incident("resolved", "2026-10-01T08:00:00.000Z", "2026-11-23T11:00:00.000Z", "aws.guardduty", closed_as="silent"),
    incident("excepted", "2026-10-01T08:00:00.000Z", source="aws.health"),
    row("open"),
]


def test_each_source_has_its_age_and_its_mean_time_to_resolve() -> None:
    assert incidents_section(report(rows=ROWS)).rows == [
        ("CloudWatch alarms", 2, 3 * DAY, 1.75 * DAY, 1, 1, 3, 2 * HOUR),
        ("GuardDuty findings", 0, None, None, 0, 0, 1, None),
    ]


def test_the_sentence_has_the_same() -> None:
    words = "incidents 2 new, 4 ended (after 2 h on average), 2 open (the oldest for 3 d)"
    assert incidents_words(report(rows=ROWS)) == words


def test_without_incidents_there_is_neither() -> None:
    assert incidents_words(report(rows=[row("open")])) == ""
    assert "incidents" not in {section.key for section in sections_of(report(rows=[row("open")]))}
