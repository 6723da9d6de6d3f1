"""What was promised until a day of the week, and whether it was kept: exceptions that ended."""

from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, ReportSection, Value


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
