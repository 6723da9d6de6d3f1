"""Coverage: which accounts and regions are monitored by which rules, which rules say nothing, and which are missing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from config_monitor.domain.agents import Agent
from config_monitor.domain.events import GLOBAL, Scope, Severity, format_instant
from config_monitor.domain.model import DomainModel
from config_monitor.domain.rules import ManagedRule

Owner = Literal["AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"]
MOST_ROWS = 10_000
"""An answer of Lambda has at most 6 MB: so many rows of each list are less than half of it."""


class CoveringRule(DomainModel):
    """A rule of one account and region by what it is: a managed rule's name where it is one, else its own."""

    name: str
    severity: int
    severity_source: str
    owner: Owner | None = None
    managed: bool = False
    other_names: frozenset[str] = Field(default=frozenset(), description="by which its events may be stored besides")


class ScopeRules(DomainModel):
    """The rules of a scope, and when an agent listed them; None: those known by evaluations."""

    rules: tuple[CoveringRule, ...] = ()
    listed_at: str | None = None


class ScopeCoverage(DomainModel):
    """One account and region."""

    account: str
    region: str
    agent: Literal["reporting", "silent", "absent"] = Field(description="`absent`: no heartbeat within 90 days.")
    last_heard: str | None = None
    recorder: str = Field(default="unknown", description="`recording`, `stopped`, `absent` or `unknown`.")
    rules: int = Field(description="Rules, each once whatever its copies.")
    rules_listed_at: str | None = Field(
        default=None, description="When the agent last listed the rules; without it, those that have evaluated count."
    )

    @property
    def faulty(self) -> bool:
        """Whether something is missing that monitoring needs."""
        return self.agent != "reporting" or self.recorder in ("stopped", "absent") or not self.rules


class RuleCoverage(DomainModel):
    """One rule in one account."""

    account: str
    rule_name: str = Field(description="The managed rule that it is, whatever its name; else its canonical name.")
    severity: int = Field(description="1 informational to 5 critical.")
    severity_source: str = Field(description="`policy`, the catalogue's source, or `unlisted` where neither rates it.")
    owner: Owner | None = Field(default=None, description="Who evaluates; unknown until an agent lists the rule.")
    regions: list[str]


class MissingRule(DomainModel):
    """A managed rule that is recommended and deployed nowhere."""

    rule_name: str
    severity: int
    title: str
    documentation: str


class Coverage(DomainModel):
    """What is monitored, by whom and by what."""

    as_of: str
    accounts: int
    rules_monitored: int = Field(description="Rules, each once.")
    scopes: list[ScopeCoverage] = Field(description="Accounts and regions; with more than 10,000 those with a fault.")
    scopes_left_out: int = 0
    rules: list[RuleCoverage] = Field(description="By account, the worst first; the 10,000 worst where there are more.")
    rules_left_out: int = 0
    without_events: list[str] = Field(
        description="Rules without any event within 30 days, of the 3,000 that the most accounts have."
    )
    not_deployed: list[MissingRule] = Field(description="Critical and high rules of the catalogue that are nowhere.")

    def only(self, accounts: Collection[str]) -> Self:
        """The part of some accounts; what is deployed nowhere is so in them too."""
        scopes = [scope for scope in self.scopes if scope.account in accounts]
        rules = [rule for rule in self.rules if rule.account in accounts]
        names = {rule.rule_name for rule in rules}
        part = {
            "accounts": len({scope.account for scope in scopes}),
            "rules_monitored": len(names),
            "scopes": scopes,
            "scopes_left_out": 0,
            "rules": rules,
            "rules_left_out": 0,
            "without_events": [name for name in self.without_events if name in names],
        }
        return self.model_copy(update=part)


def coverage(
    agents: Iterable[Agent],
    by_scope: Mapping[Scope, ScopeRules],
    catalogue: Iterable[ManagedRule],
    without_events: Iterable[str],
    now: datetime,
) -> Coverage:
    """Put together the rules of each scope, its agent, and the catalogue."""
    known = {agent.scope: agent for agent in agents}
    everywhere = [rule for scope in by_scope.values() for rule in scope.rules]
    scopes = [_scope(s, known.get(s), by_scope.get(s) or ScopeRules(), now) for s in _shown({*by_scope, *known})]
    rules = _rules(by_scope)
    return Coverage(
        as_of=format_instant(now),
        accounts=len({account for account, _ in {*by_scope, *known}}),
        rules_monitored=len({rule.name for rule in everywhere}),
        scopes=_most(scopes, lambda scope: not scope.faulty),
        scopes_left_out=max(0, len(scopes) - MOST_ROWS),
        rules=_most(rules, lambda rule: -rule.severity),
        rules_left_out=max(0, len(rules) - MOST_ROWS),
        without_events=sorted(without_events),
        not_deployed=not_deployed({rule.name for rule in everywhere if rule.managed}, catalogue),
    )


def _shown(scopes: Collection[Scope]) -> list[Scope]:
    """All scopes in order; global pairs are a scope of their own only where nothing else is known of the account."""
    regional = {account for account, region in scopes if region != GLOBAL}
    return sorted(scope for scope in scopes if scope[1] != GLOBAL or scope[0] not in regional)


def _scope(scope: Scope, agent: Agent | None, rules: ScopeRules, now: datetime) -> ScopeCoverage:
    state: Literal["reporting", "silent", "absent"] = "absent"
    if agent:
        state = "silent" if agent.silent(now) else "reporting"
    return ScopeCoverage(
        account=scope[0],
        region=scope[1],
        agent=state,
        last_heard=agent.last_heard if agent else None,
        recorder=agent.recorder if agent else "unknown",
        rules=len({rule.name for rule in rules.rules}),
        rules_listed_at=rules.listed_at,
    )


def _rules(by_scope: Mapping[Scope, ScopeRules]) -> list[RuleCoverage]:
    """One row for each rule and account: of several copies the worst severity."""
    rows: dict[tuple[str, str], RuleCoverage] = {}
    for (account, region), scope in sorted(by_scope.items()):
        for rule in scope.rules:
            before = rows.get((account, rule.name))
            worst = max((r for r in (before, rule) if r), key=lambda r: r.severity)
            regions = {*before.regions, region} if before else {region}
            rows[account, rule.name] = RuleCoverage(
                account=account,
                rule_name=rule.name,
                severity=worst.severity,
                severity_source=worst.severity_source,
                owner=rule.owner or (before.owner if before else None),
                regions=sorted(regions - {GLOBAL} or regions),
            )
    return sorted(rows.values(), key=lambda row: (row.account, -row.severity, row.rule_name))


def _most[Row](rows: list[Row], rank: Callable[[Row], int]) -> list[Row]:
    """All rows, or the foremost by rank, in the order in which they were."""
    if len(rows) <= MOST_ROWS:
        return rows
    kept = sorted(range(len(rows)), key=lambda at: (rank(rows[at]), at))[:MOST_ROWS]
    return [rows[at] for at in sorted(kept)]


def not_deployed(deployed: Collection[str], catalogue: Iterable[ManagedRule]) -> list[MissingRule]:
    """The critical and high rules of the catalogue that are not among the deployed ones, the worst first."""
    missing = [e for e in catalogue if e.severity >= Severity.HIGH and e.name not in deployed]
    return [
        MissingRule(rule_name=e.name, severity=int(e.severity), title=e.title, documentation=e.documentation)
        for e in sorted(missing, key=lambda e: (-e.severity, e.name))
        if e.identifier
    ]
