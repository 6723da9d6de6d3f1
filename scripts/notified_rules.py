"""The document of what each managed rule's severity means for Slack, while the policy says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from config_monitor.domain.events import Severity
from config_monitor.domain.rules import ManagedRule

DOCUMENT = Path(__file__).parent.parent / "docs" / "notified-rules.md"
_HEAD = """# Which rules notify at once

Written by `make catalogue`. With `AlertThreshold` as it is (`high`) and no policy, a violation of one of these rules
is in Slack within seconds; a violation of any other rule is in the daily report. [The catalogue](catalogue.md) has who
rated them; one line of the [policy](policy.md) rates a rule otherwise, or sets another threshold for an account, a team
or a rule. A rule of your own is medium until the policy says more.
"""


def notified_rules(rules: Iterable[ManagedRule]) -> str:
    """The document: how many rules of each severity, and the names of those that notify."""
    by_severity: dict[Severity, list[ManagedRule]] = {}
    for rule in rules:
        by_severity.setdefault(rule.severity, []).append(rule)
    severities = sorted(by_severity, reverse=True)
    table = ["| severity | rules | a violation is |", "|---|---:|---|"]
    table += [f"| {s.word} | {len(by_severity[s])} | {_where(s)} |" for s in severities]
    lists = [_list(severity, by_severity[severity]) for severity in severities if severity >= Severity.HIGH]
    return "\n".join([_HEAD, *table, *lists])


def _where(severity: Severity) -> str:
    return "in Slack at once" if severity >= Severity.HIGH else "in the daily report"


def _list(severity: Severity, rules: list[ManagedRule]) -> str:
    lines = (f"- [`{rule.name}`]({rule.documentation}): {rule.title}" for rule in rules)
    return "\n".join(["", f"## {severity.word.title()} ({len(rules)})", *lines, ""])
