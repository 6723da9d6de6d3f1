"""Shows what is monitored: accounts, regions and rules, and which recommended rules are nowhere."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from config_monitor.domain.queries import EventQuery, plan_events
from config_monitor.domain.queries.coverage import coverage
from config_monitor.ports import AgentRegister, History
from config_monitor.ports.coverage import EvaluatedRules, ManagedRules

QUIET_FOR = timedelta(days=30)
_WORKERS = 16


def show_coverage(
    agents: AgentRegister, rules: EvaluatedRules, managed: ManagedRules, history: History, now: datetime
) -> dict[str, Any]:
    """A Coverage as JSON; the reads of scopes and of rules are made side by side, as they are many and small."""
    scopes = sorted(agents.scopes())
    with ThreadPoolExecutor(_WORKERS) as workers:
        names = list(workers.map(lambda scope: rules.evaluated(*scope), scopes))
        known = sorted({name for each in names for name in each})
        recent = list(workers.map(lambda rule: _has_events(rule, history, now), known))
    quiet = (rule for rule, has_events in zip(known, recent, strict=True) if not has_events)
    by_scope: dict[tuple[str, str], Iterable[str]] = dict(zip(scopes, names, strict=True))
    entries = {entry.name: entry for entry in managed.all()}
    return coverage(agents.agents(), by_scope, entries, quiet, now).model_dump(mode="json")


def _has_events(rule: str, history: History, now: datetime) -> bool:
    query = EventQuery(rule_name=rule, start_date=int((now - QUIET_FOR).timestamp()))
    return bool(history.page(plan_events(query), None, 1).items)
