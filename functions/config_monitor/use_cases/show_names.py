"""Shows the names by which people look for things: of accounts, teams, regions, rules, resources and their types."""

from typing import Any

from config_monitor.domain.policy import Policy
from config_monitor.domain.queries import ViolationQuery, plan_violations
from config_monitor.domain.queries.names import Names, known_names
from config_monitor.ports import CurrentViolations
from config_monitor.ports.coverage import ManagedRules

OPEN_READ = 1_000
"""So many open violations are read, those open longest first: one read of at most 1 MB."""


def show_names(policy: Policy, violations: CurrentViolations, managed: ManagedRules) -> Names:
    """Every account that has pairs or a name, every managed rule, and what the open violations name besides."""
    counted = {account for account, _ in violations.counters_by_account()}
    rows: list[dict[str, Any]] = violations.page(plan_violations(ViolationQuery()), None, OPEN_READ).items
    return known_names(policy, counted, rows, managed.all())
