"""What was promised until a day of the week, and whether it was kept: due dates, and exceptions that ended."""

from collections import Counter

from config_monitor.domain.events import Severity
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, ReportSection, Value


def due_dates_section(report: Report) -> ReportSection:
    """Due dates that were met and missed in the week, by severity: those of ended violations and incidents as well."""
    columns = (Column("Severity"), Column("Met", "count", "met"), Column("Missed", "count", "missed"))
    met: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    span = report.period.span
    for row in report.rows if report.period.kind == "weekly" else []:
        if row.due_at and row.list == "resolved" and row.since <= row.due_at:
            met[row.severity] += 1
        elif row.due_at and row.list in ("resolved", "open") and span.holds(row.due_at):
            missed[row.severity] += 1
    rows: list[tuple[Value, ...]] = [
        (Severity(level).word, met[level], missed[level]) for level in sorted({*met, *missed}, reverse=True)
    ]
    note = "Met: ended in the week and by its due date. Missed: the due date was in the week, and it was still open."
    return ReportSection("due-dates", "Promised: due dates", columns, rows, note)


def ended_exceptions_section(report: Report) -> ReportSection:
    """The exceptions whose last day was in the week: kept if nothing that they match is open any more."""
    columns = (
        *(Column("Rule", "name"), Column("Resource", "name"), Column("Owner"), Column("Reason")),
        *(Column("Last day"), Column("Kept"), Column("Still open", "count", "still open")),
    )
    days = {day.isoformat() for day in report.period.days} if report.period.kind == "weekly" else set()
    ended = [exception for exception in report.exceptions if exception.expires in days]
    rows: list[tuple[Value, ...]] = [
        (e.rule, e.resource, e.owner, e.reason, e.expires, "no" if e.violations else "kept", e.violations)
        for e in sorted(ended, key=lambda e: (-e.violations, e.expires, e.rule))
    ]
    note = "Kept: nothing that they match is open any more."
    return ReportSection("ended-exceptions", "Promised: exceptions that ended", columns, rows, note)
