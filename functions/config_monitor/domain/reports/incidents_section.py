"""What a report counts of incidents, which are in no figure of pairs: how many, how old, and how long to their end."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import mean

from config_monitor.domain.events import between, duration_words
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.report_rows import ReportRow
from config_monitor.domain.reports.section import Column, ReportSection, Value

# Ends that no source reports: their time is that of our own deadlines.
NOT_RESOLVED = ("silent", "retired")
_SOURCES = {
    "aws.cloudwatch": "CloudWatch alarms",
    "aws.guardduty": "GuardDuty findings",
    "aws.health": "Health events",
    "aws.cloudformation": "CloudFormation stacks",
    "config-monitor.agent": "Log errors",
    "monitoring.agent.logs": "Log errors, older agents",
}


def incidents_words(report: Report) -> str:
    """`incidents 2 new, 1 ended (after 3 h 12 min on average), 3 open (the oldest for 4 d)`; empty without any."""
    rows = _incidents(report)
    began = len(_of(rows, "new", "reopened"))
    times, ages = _times(rows), _ages(rows, report)
    after = f" (after {duration_words(timedelta(seconds=mean(times)))} on average)" if times else ""
    oldest = f" (the oldest for {duration_words(timedelta(seconds=max(ages)))})" if ages else ""
    late = len(_of(rows, "overdue"))
    named = [(began, "new", ""), (len(_of(rows, "resolved")), "ended", after), (len(ages), "open", oldest)]
    named.append((late, "overdue", ""))
    numbers = ", ".join(f"{number:,} {word}{more}" for number, word, more in named if number)
    return f"incidents {numbers}" if numbers else ""


def incidents_section(report: Report) -> ReportSection:
    """Open incidents with their age, and what ended with the mean time to its end, by source."""
    columns = (
        *(Column("Source", "name"), Column("Open", "count", "open"), Column("Oldest", "seconds", "the oldest")),
        *(Column("Mean age", "seconds", "on average"), Column("New", "count", "new")),
        *(Column("Opened again", "count", "opened again"), Column("Ended", "count", "ended")),
        Column("Mean time to resolve", "seconds", "to resolve"),
    )
    rows = _incidents(report)
    sources = sorted({row.source for row in rows}, key=lambda source: (-len(_of_source(rows, source, "open")), source))
    values = [_line(source, [row for row in rows if row.source == source], report) for source in sources]
    note = "The time to resolve leaves out what ended by silence or by leaving an account."
    return ReportSection("incidents", "Incidents by source", columns, values, note)


def _line(source: str, rows: list[ReportRow], report: Report) -> tuple[Value, ...]:
    ages, times = _ages(rows, report), _times(rows)
    return (
        _SOURCES.get(source, source),
        *(len(ages), max(ages, default=None), mean(ages) if ages else None),
        *(len(_of(rows, "new")), len(_of(rows, "reopened")), len(_of(rows, "resolved"))),
        mean(times) if times else None,
    )


def _incidents(report: Report) -> list[ReportRow]:
    return [row for row in report.rows if row.kind == "incident" and row.list != "excepted"]


def _of(rows: Iterable[ReportRow], *lists: str) -> list[ReportRow]:
    return [row for row in rows if row.list in lists]


def _of_source(rows: Iterable[ReportRow], source: str, name: str) -> list[ReportRow]:
    return [row for row in _of(rows, name) if row.source == source]


def _ages(rows: Iterable[ReportRow], report: Report) -> list[float]:
    """The seconds that each open one had been open when the period ended."""
    end = report.period.span.end
    return [between(row.opened_at, end).total_seconds() for row in _of(rows, "open")]


def _times(rows: Iterable[ReportRow]) -> list[float]:
    """The seconds from opening to end of each that its source reported to have ended."""
    resolved = [row for row in _of(rows, "resolved") if row.closed_as not in NOT_RESOLVED]
    return [between(row.opened_at, row.since).total_seconds() for row in resolved]
