"""What the violations can be asked for, and which attributes answer it: open, resolved or excepted, oldest first."""

from typing import Literal

from config_monitor.domain.compliance import ViolationListState
from config_monitor.domain.events import Severity
from config_monitor.domain.queries.list_query import ListQuery
from config_monitor.domain.queries.read_plan import ReadPlan
from config_monitor.domain.rules import canonical_rule


class ViolationQuery(ListQuery):
    """A query of the violations. Every filter is an exact match, and all of them must hold."""

    status: ViolationListState = "open"
    account: str | None = None
    region: str | None = None
    rule_name: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    severity: Severity | None = None
    overdue: Literal["true"] | None = None


def plan_violations(query: ViolationQuery, now: str | None = None, *, listed_elsewhere: bool = False) -> ReadPlan:
    """Read by rule and list state, else by account and list state, else by list state; filter by the others.

    Where some rules of the asked name are `listed_elsewhere`, under the managed rule that they are, others of that name
    are not: those of accounts without an inventory, and what ended before it came. Then the name is a filter.
    Overdue is what is so at the stored instant `now`.
    """
    names = ("account", "region", "resource_type", "resource_id")
    filters: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    if query.severity is not None:
        filters["severity"] = int(query.severity)
    key: dict[str, str | int] = {}
    if query.rule_name:
        (filters if listed_elsewhere else key)["rule_name"] = canonical_rule(query.rule_name)
    if "account" in filters and not key:
        key["account"] = filters.pop("account")
    return ReadPlan({**key, "list_state": query.status}, filters, overdue_at=now if query.overdue else None)
