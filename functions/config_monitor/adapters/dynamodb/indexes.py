"""The index, keys and bounds that a read plan becomes in the table of template.yaml."""

from dataclasses import dataclass

from config_monitor.domain.queries import ReadPlan

# An event's id begins with its epoch seconds, so text order is time order while these have ten digits: 2001 to 2286.
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 9_999_999_999
_LIST_ATTRIBUTES = {
    ("list_state",): "violation_state",
    ("account", "list_state"): "account_state",
    ("rule_name", "list_state"): "rule_state",
}


@dataclass(frozen=True)
class IndexRead:
    """What is queried: an index (None: the table) at `value` of its hash key `attribute`, in order of its range key.

    `filters` are compared while reading. `low` and `high` are inclusive bounds of the range key `order`.
    """

    name: str | None
    attribute: str
    value: str | int
    filters: dict[str, str | int]
    order: str
    low: str | None = None
    high: str | None = None
    ascending: bool = True


def event_index(plan: ReadPlan) -> IndexRead:
    """The read of a list of events: by the index of its key, or the partition of all events without one."""
    low = str(min(plan.start, LAST_SECOND)) if plan.start and plan.start > FIRST_SECOND else None
    high = str(min(max(plan.end, FIRST_SECOND), LAST_SECOND)) if plan.end is not None else None
    if not plan.key:
        low, high = (f"EVENT#{bound}" if bound else None for bound in (low, high))
        return IndexRead(None, "pk", "EVENT", plan.filters, "sk", low, high, plan.ascending)
    attribute = "_".join(plan.key)
    return IndexRead(f"by_{attribute}", attribute, _value(plan), plan.filters, "id", low, high, plan.ascending)


def violation_index(plan: ReadPlan) -> IndexRead:
    """The read of a list of violations, oldest first."""
    attribute = _LIST_ATTRIBUTES[tuple(plan.key)]
    return IndexRead(f"by_{attribute}", attribute, _value(plan), plan.filters, "opened_at")


def _value(plan: ReadPlan) -> str | int:
    """The value of one attribute as it is, those of several joined as they are written for their index."""
    values = list(plan.key.values())
    return values[0] if len(values) == 1 else "#".join(map(str, values))
