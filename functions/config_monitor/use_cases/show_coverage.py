"""Shows what is monitored: accounts, regions and rules, and which recommended rules are nowhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from config_monitor.domain.events import GLOBAL, Scope, is_region
from config_monitor.domain.policy import Policy, Subject, severity_by_policy
from config_monitor.domain.queries import EventQuery, plan_events
from config_monitor.domain.queries.coverage import Coverage, CoveringRule, ScopeRules, coverage
from config_monitor.domain.rules import (
    BY_POLICY,
    UNLISTED,
    UNLISTED_SEVERITY,
    KnownRule,
    ManagedRule,
    canonical_rule,
)
from config_monitor.ports import AgentRegister, Catalogue, History, PolicySource, RuleRegister
from config_monitor.ports.coverage import EvaluatedRules, ManagedRules
from config_monitor.use_cases.identify_rule import managed_rule_of

QUIET_FOR = timedelta(days=30)
_WORKERS = 16
# One account may list what it likes: AWS allows 1,000 rules in a region, and so many names are looked up in seconds.
RULES_OF_A_SCOPE, LOOKED_UP, _NAMES_OF_A_RULE = 2_000, 3_000, 10


@dataclass(frozen=True)
class CoverageDependencies:
    """What coverage is put together from."""

    agents: AgentRegister
    rules: RuleRegister
    evaluated: EvaluatedRules
    catalogue: Catalogue
    managed: ManagedRules
    policies: PolicySource
    history: History


def show_coverage(ports: CoverageDependencies, now: datetime) -> Coverage:
    """What is monitored at present; the reads of scopes and rules are made side by side, as they are many and small."""
    agents, policy = ports.agents.agents(), ports.policies.policy()
    known = {*ports.agents.scopes(), *(agent.scope for agent in agents)}
    scopes = sorted((account, region) for account, region in known if region == GLOBAL or is_region(region))
    with ThreadPoolExecutor(_WORKERS) as workers:
        of_scopes = list(workers.map(lambda scope: _rules_of(ports, policy, *scope), scopes))
        by_scope = _without_global(dict(zip(scopes, of_scopes, strict=True)))
        names = _names(by_scope)
        recent = workers.map(lambda known: any(_has_events(ports.history, name, now) for name in known), names.values())
        quiet = [name for name, has_events in zip(names, recent, strict=True) if not has_events]
    return coverage(agents, by_scope, ports.managed.all(), quiet, now)


def _names(by_scope: dict[Scope, ScopeRules]) -> dict[str, set[str]]:
    """The names under which each rule's events may be stored, of the rules that the most accounts have."""
    names: dict[str, set[str]] = {}
    accounts: dict[str, set[str]] = {}
    for (account, _), scope in by_scope.items():
        for rule in scope.rules:
            names.setdefault(rule.name, {rule.name}).update(rule.other_names)
            accounts.setdefault(rule.name, set()).add(account)
    most = sorted(names, key=lambda name: (-len(accounts[name]), name))[:LOOKED_UP]
    return {name: set(sorted(names[name])[:_NAMES_OF_A_RULE]) | {name} for name in most}


def _without_global(by_scope: dict[Scope, ScopeRules]) -> dict[Scope, ScopeRules]:
    """The rules of global pairs count only where no agent lists the account's rules, these among them."""
    listed = {account for (account, _), scope in by_scope.items() if scope.listed_at}
    return {scope: rules for scope, rules in by_scope.items() if scope[1] != GLOBAL or scope[0] not in listed}


def _rules_of(ports: CoverageDependencies, policy: Policy, account: str, region: str) -> ScopeRules:
    """The rules that the scope's agent lists; where none has listed any, those that have pairs."""
    known = ports.rules.rules(account, region, RULES_OF_A_SCOPE)
    listed_at = max((rule.seen_at for rule in known if rule.seen_at), default=None)
    if listed_at:
        return ScopeRules(rules=tuple(_listed(ports, policy, known)), listed_at=listed_at)
    names = ports.evaluated.evaluated(account, region)
    return ScopeRules(rules=tuple(_rule(policy, account, name, (name,), ports.catalogue.find(name)) for name in names))


def _listed(ports: CoverageDependencies, policy: Policy, known: list[KnownRule]) -> Iterator[CoveringRule]:
    for rule in known:
        if rule.listed and rule.is_listed:
            canonical = canonical_rule(rule.name, rule.listed.arn)
            managed = managed_rule_of(rule.listed, canonical, ports.catalogue)
            one = _rule(policy, rule.account, canonical, (canonical, rule.name), managed)
            yield one.model_copy(update={"owner": rule.listed.owner})


def _rule(
    policy: Policy, account: str, canonical: str, names: tuple[str, ...], managed: ManagedRule | None
) -> CoveringRule:
    """A rule by what it is, with the severity that its violations have."""
    name = managed.name if managed else canonical
    by_policy = severity_by_policy(policy, Subject(account=account, rules=(*names, name)))
    rated = (managed.severity, managed.severity_source) if managed else (UNLISTED_SEVERITY, UNLISTED)
    severity, source = (by_policy, BY_POLICY) if by_policy is not None else rated
    return CoveringRule(
        name=name,
        severity=int(severity),
        severity_source=source,
        managed=managed is not None,
        other_names=frozenset({canonical} - {name}),
    )


def _has_events(history: History, rule: str, now: datetime) -> bool:
    query = EventQuery(rule_name=rule, start_date=int((now - QUIET_FOR).timestamp()))
    return bool(history.page(plan_events(query), None, 1).items)
