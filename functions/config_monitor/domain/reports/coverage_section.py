"""The weekly report's sections on coverage: where agents and recorders work, which rules there are, and which not."""

from config_monitor.domain.notifications import Line, line
from config_monitor.domain.reports.formatting import counted
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, ReportSection, Value


def coverage_line(report: Report) -> Line:
    """How much is monitored, in one sentence; empty in a report that did not look."""
    seen = report.coverage
    if seen is None:
        return line()
    whole = len(seen.scopes) + seen.scopes_left_out
    faulty = sum(scope.faulty for scope in seen.scopes)
    faults = f", {faulty:,} of them not whole" if faulty else ""
    silent = f" · {counted(len(seen.without_events), 'rule')} without events for 30 days" if seen.without_events else ""
    missing = f" · {counted(len(seen.not_deployed), 'recommended rule')} not deployed" if seen.not_deployed else ""
    return line(
        f"Monitored: {counted(seen.rules_monitored, 'rule')} in {counted(seen.accounts, 'account')} "
        f"({counted(whole, 'region')}, counted in each account{faults}){silent}{missing}"
    )


def monitored_section(report: Report) -> ReportSection:
    """Accounts and regions with their agents and recorders."""
    columns = (
        *(Column("Account", "name"), Column("Region"), Column("Agent"), Column("Recorder")),
        Column("Rules", "count", "rules"),
    )
    seen, titles = report.coverage, report.account_titles
    rows: list[tuple[Value, ...]] = [
        (titles.get(scope.account, scope.account), scope.region, scope.agent, scope.recorder, scope.rules)
        for scope in sorted(seen.scopes if seen else (), key=lambda scope: not scope.faulty)
    ]
    note = f"Those with a fault first.{_left_out(seen.scopes_left_out if seen else 0)}"
    return ReportSection("monitored", "Monitored accounts and regions", columns, rows, note, in_thread=False)


def rules_by_account_section(report: Report) -> ReportSection:
    """The rules of each account, with who rates them."""
    columns = (
        *(Column("Account", "name"), Column("Rule", "name"), Column("Severity", "severity"), Column("Rated by")),
        *(Column("Evaluated by"), Column("Regions", "count", "regions")),
    )
    seen, titles = report.coverage, report.account_titles
    rows: list[tuple[Value, ...]] = [
        (
            *(titles.get(rule.account, rule.account), rule.rule_name, rule.severity, rule.severity_source),
            *(rule.owner or "", len(rule.regions)),
        )
        for rule in (seen.rules if seen else ())
    ]
    note = f"Each rule once, whatever its copies and names.{_left_out(seen.rules_left_out if seen else 0)}"
    return ReportSection("rules-by-account", "Rules by account", columns, rows, note, in_thread=False)


def silent_rules_section(report: Report) -> ReportSection:
    """Rules without events."""
    note = "They evaluate nothing, nothing changed, or their events do not arrive."
    rows: list[tuple[Value, ...]] = [(name,) for name in (report.coverage.without_events if report.coverage else ())]
    columns = (Column("Rule", "name"),)
    return ReportSection("silent-rules", "Rules without events for 30 days", columns, rows, note, in_thread=False)


def not_deployed_section(report: Report) -> ReportSection:
    """Recommended rules that nobody has."""
    columns = (Column("Rule", "name"), Column("Severity", "severity"), Column("It finds"), Column("Page", "link"))
    rows: list[tuple[Value, ...]] = [
        (rule.rule_name, rule.severity, rule.title, rule.documentation)
        for rule in (report.coverage.not_deployed if report.coverage else ())
    ]
    note = "Critical and high managed rules of the catalogue that no account has, under whatever name."
    return ReportSection("coverage", "Recommended rules that are not deployed", columns, rows, note, in_thread=False)


def _left_out(number: int) -> str:
    return f" {number:,} more are left out." if number else ""
