"""The sections of a report: the one model that message, thread, page, charts and CSV render."""

from collections.abc import Callable, Iterator
from functools import partial

from config_monitor.domain.events import between, last_day
from config_monitor.domain.queries import ReportList
from config_monitor.domain.reports.comparisons import (
    months_section,
    resolution_times_section,
    teams_section,
    weeks_section,
)
from config_monitor.domain.reports.coverage_section import (
    monitored_section,
    not_deployed_section,
    rules_by_account_section,
    silent_rules_section,
)
from config_monitor.domain.reports.formatting import counted
from config_monitor.domain.reports.incidents_section import incidents_section
from config_monitor.domain.reports.performance_section import performance_section
from config_monitor.domain.reports.promises import due_dates_section, ended_exceptions_section
from config_monitor.domain.reports.report import AccountLine, Report
from config_monitor.domain.reports.report_rows import LISTS, ReportRow
from config_monitor.domain.reports.retired_section import left_section, retired_section
from config_monitor.domain.reports.section import Column, ReportSection, Value

_SCOPE = (Column("Account", "name"), Column("Region"))
_RESOURCE = (
    Column("Rule or event", "name"),
    Column("Resource", "name"),
    Column("Resource id"),
    Column("Resource type"),
)
_OPEN = (Column("Due", "date", "due"), Column("Open for", "seconds", "open"))
_LISTS: dict[ReportList, tuple[str, str, tuple[Column, ...]]] = {
    "new": ("New", "Opened for the first time in the period.", (Column("Since", "date"), Column("Alert"))),
    "reopened": ("Opened again", "Had been resolved before.", (Column("Since", "date"), Column("Alert"))),
    "resolved": (
        "Resolved",
        "Fixed, or removed with their resource; incidents as their source says.",
        (Column("Ended", "date"), Column("How"), Column("After", "seconds")),
    ),
    "overdue": ("Overdue", "Past the deadline of the policy.", _OPEN),
    "open": ("Open", "At the end of the period.", _OPEN),
    "excepted": ("Under an exception", "In no other figure.", (Column("Until"),)),
}


def section_makers() -> dict[str, Callable[[Report], ReportSection]]:
    """What makes each section, by what it is of, in the order in which every renderer shows them.

    Sections without rows are left out by whoever calls them.
    """
    return {
        "weeks": weeks_section,
        "months": months_section,
        "teams": teams_section,
        "accounts": _accounts,
        "rules": _rules,
        **{name: partial(_list, name=name) for name in LISTS},
        "times to fix": resolution_times_section,
        "incidents": incidents_section,
        "performance": performance_section,
        "due dates": due_dates_section,
        "ended exceptions": ended_exceptions_section,
        "other events": _digest,
        "resource types": _types,
        "monitored accounts": monitored_section,
        "rules by account": rules_by_account_section,
        "silent rules": silent_rules_section,
        "rules not deployed": not_deployed_section,
        "retired accounts": retired_section,
        "accounts left": left_section,
        "exceptions": _exceptions,
        "agents": _agents,
        "unrated rules": _unrated,
    }


def _accounts(report: Report) -> ReportSection:
    columns = (
        *(Column("Account", "name"), Column("Score", "percent"), Column("7 days", "points"), Column("State")),
        *(Column("Pairs", "count", "pairs"), Column("Open", "count", "open"), Column("Opened", "count", "opened")),
        *(Column("Resolved", "count", "resolved"), Column("Exceptions", "count", "excepted")),
    )
    rows = [_account(line, report) for line in report.accounts]
    return ReportSection("accounts", "Accounts, lowest scores first", columns, rows)


def _account(line: AccountLine, report: Report) -> tuple[Value, ...]:
    figures = line.figures
    if figures is None:
        return (line.title, None, None, "⚠️ missing", None, None, None, None, None)
    state = "▼ declining" if line.account in report.declining else "" if figures.counted else "no pairs"
    opened = figures.new + figures.reopened
    counts = (figures.counted, figures.non_compliant, opened, figures.resolved, figures.excepted)
    return (line.title, line.score, line.change, state, *counts)


def _rules(report: Report) -> ReportSection:
    columns = (
        *(Column("Rule", "name"), Column("Severity", "severity"), Column("Open", "count", "open")),
        *(Column("New", "count", "new"), Column("Opened again", "count", "opened again")),
        *(Column("Resolved", "count", "resolved"), Column("Without an alert", "count", "without an alert")),
    )
    ordered = sorted(report.figures.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))
    rows: list[tuple[Value, ...]] = [
        (name, rule.severity, rule.open, rule.new, rule.reopened, rule.resolved, rule.not_notified)
        for name, rule in ordered
    ]
    return ReportSection("rules", "Rules, most violated first", columns, rows)


def _list(report: Report, name: ReportList) -> ReportSection:
    title, note, more = _LISTS[name]
    columns = (Column("Severity", "severity"), *_RESOURCE, *_SCOPE, *more, Column("Console", "link"))
    titles = report.account_titles
    end = report.period.span.end
    rows: list[tuple[Value, ...]] = [
        (
            *(row.severity, row.what, row.resource_name),
            *("" if row.resource_name == row.resource_id else row.resource_id, row.resource_type),
            *(titles.get(row.account, row.account), row.region),
            *_ending(row, end),
            row.console_url,
        )
        for row in report.list_of(name)
    ]
    return ReportSection(name, title, columns, rows, note, kinds=_kinds(report.list_of(name)))


def _kinds(rows: list[ReportRow]) -> str:
    """`94 violations, 27 incidents`; empty where there are only violations."""
    incidents = sum(row.kind == "incident" for row in rows)
    violations = len(rows) - incidents
    words = [counted(number, noun) for number, noun in ((violations, "violation"), (incidents, "incident")) if number]
    return ", ".join(words) if incidents else ""


def _ending(row: ReportRow, end: str) -> Iterator[Value]:
    """The values of the columns that only one list has."""
    match row.list:
        case "new" | "reopened":
            yield from (row.since, "own alert" if row.notified else "in this report")
        case "resolved":
            yield from (row.since, row.closed_as, between(row.opened_at, row.since).total_seconds())
        case "excepted":
            yield last_day(row.excepted_until) if row.excepted_until else ""
        case _:
            yield from (row.due_at, between(row.since, end).total_seconds())


def _digest(report: Report) -> ReportSection:
    columns = (
        Column("Event", "text"),
        Column("Source"),
        Column("Severity", "severity"),
        Column("Number", "count", "×"),
    )
    rows: list[tuple[Value, ...]] = [(e.title, e.source, e.severity, e.count) for e in report.other_events]
    return ReportSection(
        "digest", "Other events, not notified at once", columns, rows, "Below the threshold of alerts."
    )


def _types(report: Report) -> ReportSection:
    ordered = sorted(report.figures.resource_types.items(), key=lambda kind: (-kind[1], kind[0]))
    columns = (Column("Resource type", "name"), Column("Open", "count", "open"))
    return ReportSection("types", "Resource types", columns, list(ordered))


def _exceptions(report: Report) -> ReportSection:
    columns = (
        *(Column("Rule", "name"), Column("Resource", "name"), Column("Owner"), Column("Reason")),
        *(Column("Last day"), Column("State"), Column("Violations", "count", "violations")),
    )
    exceptions: list[tuple[Value, ...]] = [
        (e.rule, e.resource, e.owner, e.reason, e.expires, e.state, e.violations)
        for e in sorted(
            (e for e in report.exceptions if e.state != "ended"), key=lambda e: (e.state == "active", e.expires, e.rule)
        )
    ]
    note = "Unused ones match nothing that is open, so they can go."
    return ReportSection("exceptions", "Exceptions in the policy", columns, exceptions, note)


def _agents(report: Report) -> ReportSection:
    silent: list[tuple[Value, ...]] = [(kind, scope) for kind, scopes in report.unhealthy_agents for scope in scopes]
    columns = (Column("What"), Column("Account and region", "name"))
    return ReportSection("agents", "Silent, or not recording", columns, silent)


def _unrated(report: Report) -> ReportSection:
    unrated: list[tuple[Value, ...]] = [(rule,) for rule in report.unrated_rules]
    note = "Neither the catalogue nor the policy rates these; they count as medium until the policy does."
    return ReportSection("unrated", "Rules without a severity of their own", (Column("Rule", "name"),), unrated, note)
