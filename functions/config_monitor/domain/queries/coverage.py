"""Coverage: which accounts and regions are monitored by which rules, which rules say nothing, and which are missing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.agents import Agent
from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.rules import UNLISTED, UNLISTED_SEVERITY, ManagedRule

Scope = tuple[str, str]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScopeCoverage(_Model):
    """One account and region."""

    account: str
    region: str
    agent: Literal["reporting", "silent", "absent"] = Field(description="`absent`: no heartbeat within 90 days.")
    last_heard: str | None = None
    recorder: str = Field(default="unknown", description="`recording`, `stopped`, `absent` or `unknown`.")
    rules: int = Field(description="Rules that have evaluated resources here, each once whatever its copies.")


class RuleCoverage(_Model):
    """One rule in one account."""

    account: str
    rule_name: str = Field(description="Canonical: the same for all copies of a rule.")
    severity: int = Field(description="By the catalogue: 1 informational to 5 critical.")
    severity_source: str = Field(description="Where the catalogue has it from; `unlisted` for a rule it lacks.")
    regions: list[str]


class MissingRule(_Model):
    """A managed rule that is recommended and evaluates nothing anywhere."""

    rule_name: str
    severity: int
    title: str
    documentation: str


class Coverage(_Model):
    """What is monitored, by whom and by what."""

    as_of: str
    accounts: int
    rules_monitored: int = Field(description="Rules that have evaluated resources, each once.")
    scopes: list[ScopeCoverage]
    rules: list[RuleCoverage] = Field(description="By account, the worst first.")
    without_events: list[str] = Field(description="Rules without any event within 30 days.")
    not_deployed: list[MissingRule] = Field(description="Critical and high rules of the catalogue that are nowhere.")


def coverage(
    agents: Iterable[Agent],
    rules: Mapping[Scope, Iterable[str]],
    catalogue: Mapping[str, ManagedRule],
    without_events: Iterable[str],
    now: datetime,
) -> Coverage:
    """Put together the canonical rules of each scope, its agent, and the catalogue's entries by name."""
    by_scope = {scope: sorted(set(names)) for scope, names in rules.items()}
    deployed = {name for names in by_scope.values() for name in names}
    known = {agent.scope: agent for agent in agents}
    return Coverage(
        as_of=format_instant(now),
        accounts=len({account for account, _ in {*by_scope, *known}}),
        rules_monitored=len(deployed),
        scopes=[_scope(s, known.get(s), by_scope.get(s, []), now) for s in sorted({*by_scope, *known})],
        rules=_rules(by_scope, catalogue),
        without_events=sorted(without_events),
        not_deployed=not_deployed(deployed, catalogue.values()),
    )


def _scope(scope: Scope, agent: Agent | None, rules: list[str], now: datetime) -> ScopeCoverage:
    state: Literal["reporting", "silent", "absent"] = "absent"
    if agent:
        state = "silent" if agent.silent(now) else "reporting"
    return ScopeCoverage(
        account=scope[0],
        region=scope[1],
        agent=state,
        last_heard=agent.last_heard if agent else None,
        recorder=agent.recorder if agent else "unknown",
        rules=len(rules),
    )


def _rules(by_scope: Mapping[Scope, list[str]], catalogue: Mapping[str, ManagedRule]) -> list[RuleCoverage]:
    regions: dict[tuple[str, str], list[str]] = {}
    for (account, region), names in sorted(by_scope.items()):
        for name in names:
            regions.setdefault((account, name), []).append(region)
    rows = []
    for (account, name), where in regions.items():
        entry = catalogue.get(name)
        severity, source = (entry.severity, entry.severity_source) if entry else (UNLISTED_SEVERITY, UNLISTED)
        rows.append(
            RuleCoverage(account=account, rule_name=name, severity=int(severity), severity_source=source, regions=where)
        )
    return sorted(rows, key=lambda row: (row.account, -row.severity, row.rule_name))


def not_deployed(deployed: Collection[str], catalogue: Iterable[ManagedRule]) -> list[MissingRule]:
    """The critical and high rules of the catalogue that are not among the deployed ones, the worst first."""
    missing = [e for e in catalogue if e.severity >= Severity.HIGH and e.name not in deployed]
    return [
        MissingRule(rule_name=e.name, severity=int(e.severity), title=e.title, documentation=e.documentation)
        for e in sorted(missing, key=lambda e: (-e.severity, e.name))
        if e.identifier
    ]
