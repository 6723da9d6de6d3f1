"""What the history can be asked for, and which attributes answer it, decided from the query alone without reading."""

from dataclasses import replace
from typing import Literal

from config_monitor.domain.events import ComplianceStatus, Severity
from config_monitor.domain.queries.list_query import ListQuery
from config_monitor.domain.queries.read_plan import ReadPlan
from config_monitor.domain.rules import canonical_rule


class EventQuery(ListQuery):
    """A query of the history. Every filter is an exact match, and all of them must hold; dates are epoch seconds."""

    source: str | None = None
    account: str | None = None
    region: str | None = None
    status: str | None = None
    rule_name: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    severity: Severity | None = None
    start_date: int | None = None
    end_date: int | None = None
    direction: Literal["asc", "desc"] = "desc"


# Most selective first: a resource has a handful of events, a rule one in a hundred, a status nearly half of them.
# `status` and `source` are listed twice: whatever is not AWS Config's is rare.
_PREFERENCE: tuple[tuple[str, ...], ...] = (
    ("resource_id",),
    ("rule_name",),
    ("account", "rule"),
    ("rule", "status"),
    ("account", "status"),
    ("rule",),
    ("account",),
    ("rare status",),
    ("rare source",),
    ("resource_type",),
    ("severity",),
    ("status",),
    ("region",),
    ("source",),
)
_MOST_FREQUENT = {"rare source": ("aws.config",), "rare status": ("COMPLIANT", "NON_COMPLIANT")}
# Rules and these statuses are AWS Config's alone; alarms have INSUFFICIENT_DATA too.
_EVALUATING_SOURCE = "aws.config"
_OF_EVALUATIONS = {*ComplianceStatus} - {ComplianceStatus.INSUFFICIENT_DATA}


def plan_events(query: EventQuery, managed_rule: str | None = None) -> ReadPlan:
    """Read by the most selective combination of attributes that the query names, and filter by the others.

    Beside what evaluations alone have, `aws.config` is no filter, and another source finds nothing.
    `managed_rule` is the one that rules of the asked name are by the inventory. Events of that name are then found by
    the raw name, those of its copies by the managed rule, and those that came before the inventory by the name.
    """
    if query.source and (query.rule_name or query.status in _OF_EVALUATIONS):
        if query.source != _EVALUATING_SOURCE:
            return replace(_plan(query, _conditions(query)), finds_nothing=True)
        query = query.model_copy(update={"source": None})
    if not managed_rule or not query.rule_name or _is_copy(query.rule_name):
        return _plan(query, _conditions(query))
    others = _conditions(query.model_copy(update={"rule_name": None}))
    name = query.rule_name
    of_copies = _plan(query, {**others, "rule": managed_rule, "own_rule": name})
    before = _plan(query, {**others, "rule": name})
    return replace(_plan(query, {**others, "rule_name": name}), also=(of_copies, before))


def _plan(query: EventQuery, conditions: dict[str, str | int]) -> ReadPlan:
    covered = next((preference for preference in _PREFERENCE if _covers(preference, conditions)), ())
    key = {name: conditions[name] for name in (name.removeprefix("rare ") for name in covered)}
    filters = {name: value for name, value in conditions.items() if name not in key}
    return ReadPlan(key, filters, query.start_date, query.end_date, ascending=query.direction == "asc")


def _conditions(query: EventQuery) -> dict[str, str | int]:
    """The value that each stored attribute must have; a canonical rule name is compared with `rule`."""
    names = ("source", "account", "region", "status", "resource_type", "resource_id")
    conditions: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    if query.severity is not None:
        conditions["severity"] = int(query.severity)
    if query.rule_name:
        conditions["rule_name" if _is_copy(query.rule_name) else "rule"] = query.rule_name
    return conditions


def _is_copy(rule_name: str) -> bool:
    """Whether a name has the form of a rule's copy; a rule that its owner named so is found by that name as well."""
    marked = rule_name.startswith(("securityhub-", "OrgConfigRule-", "AWSControlTower_"))
    return marked or canonical_rule(rule_name) != rule_name


def _covers(preference: tuple[str, ...], conditions: dict[str, str | int]) -> bool:
    if frequent := _MOST_FREQUENT.get(preference[0]):
        return conditions.get(preference[0].removeprefix("rare "), frequent[0]) not in frequent
    return all(name in conditions for name in preference)
