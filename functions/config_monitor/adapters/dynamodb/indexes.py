"""The query that a read plan becomes: which index of template.yaml, at which key, within which bounds."""

from config_monitor.adapters.dynamodb.incident_rows import LIST_PREFIX
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.domain.queries import ReadPlan

# An event's id begins with its epoch seconds, so text order is time order while these have ten digits: 2001 to 2286.
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 9_999_999_999
_LIST_ATTRIBUTES = {
    ("list_state",): "violation_state",
    ("account", "list_state"): "account_state",
    ("rule_name", "list_state"): "rule_state",
    ("source", "list_state"): "rule_state",
}


def events_query(plan: ReadPlan) -> Query:
    """The query of a list of events: by the index of its key, or the partition of all events without one."""
    low = str(min(plan.start, LAST_SECOND)) if plan.start and plan.start > FIRST_SECOND else None
    high = str(min(max(plan.end, FIRST_SECOND), LAST_SECOND)) if plan.end is not None else None
    if not plan.key:
        low, high = (f"EVENT#{bound}" if bound else None for bound in (low, high))
        return Query("EVENT", low=low, high=high, filters=plan.filters, ascending=plan.ascending)
    by, value = "_".join(plan.key), _value(plan)
    return Query(value, by, "id", low, high, filters=plan.filters, ascending=plan.ascending)


def violations_query(plan: ReadPlan) -> Query:
    """The query of a list of violations, oldest first."""
    by = _LIST_ATTRIBUTES[tuple(plan.key)]
    return Query(_value(plan), by, "opened_at", filters=plan.filters, until=_overdue(plan))


def incidents_query(plan: ReadPlan) -> Query:
    """The query of a list of incidents, oldest first: violations' indexes, with values that only incidents have."""
    by, state = tuple(plan.key), f"{LIST_PREFIX}{plan.key['list_state']}"
    value = {
        ("list_state",): state,
        ("account", "list_state"): f"{plan.key.get('account')}#{state}",
        ("source", "list_state"): f"{LIST_PREFIX}{plan.key.get('source')}#{plan.key['list_state']}",
    }[by]
    return Query(value, _LIST_ATTRIBUTES[by], "opened_at", filters=plan.filters, until=_overdue(plan))


def _overdue(plan: ReadPlan) -> dict[str, str]:
    return {"deadline_at": plan.overdue_at} if plan.overdue_at else {}


def _value(plan: ReadPlan) -> str | int:
    """The value of one attribute as it is, those of several joined as they are written for their index."""
    values = list(plan.key.values())
    return values[0] if len(values) == 1 else "#".join(map(str, values))
