"""The weekly report's section on coverage: how many rules are monitored, and recommended ones that are nowhere."""

from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, ReportSection

RULES_SHOWN = 10


def coverage_section(report: Report) -> ReportSection:
    """The worst recommended rules that nobody has deployed; without rows where there are none or nobody looked."""
    shown, left = report.not_deployed[:RULES_SHOWN], len(report.not_deployed[RULES_SHOWN:])
    monitored = f"{len(report.figures.rules):,} rules are monitored in {len(report.accounts):,} accounts"
    more = f", and {left:,} more that `GET /compliance/coverage` names" if left else ""
    return ReportSection(
        "coverage",
        "Recommended rules that are not deployed",
        (Column("Rule", "name"), Column("Severity", "severity"), Column("It finds")),
        [(rule.rule_name, rule.severity, rule.title) for rule in shown],
        f"{monitored}; these critical and high managed rules are nowhere{more}.",
    )
