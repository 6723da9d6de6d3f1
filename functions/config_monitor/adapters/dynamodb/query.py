"""One query of the table: a single value of the table's hash key or of an index's, in order of the range key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config_monitor.adapters.dynamodb.items import Row, serialize


@dataclass(frozen=True)
class Query:
    """The items whose attribute `by` is `value`, in order of the attribute `sort`.

    Every index is named `by_` and its hash key. `low` and `high` (both included) or `prefix` bound the sort values;
    `filters` are equalities, and `until` the latest values of attributes that have to be there, that DynamoDB applies
    to what it has read; `attributes` are those that come back (all if
    empty). An index is never read consistently.
    """

    value: str | int
    by: str = "pk"
    sort: str = "sk"
    low: str | None = None
    high: str | None = None
    prefix: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    until: Mapping[str, Any] = field(default_factory=dict)
    attributes: Sequence[str] = ()
    ascending: bool = True
    consistent: bool = False

    @property
    def index(self) -> str | None:
        """The index that is read; None for the table itself."""
        return None if self.by == "pk" else f"by_{self.by}"

    @property
    def request(self) -> dict[str, Any]:
        """The parameters of `Query`, the table's name apart."""
        bounds = {"low": self.low, "high": self.high, "prefix": self.prefix}
        bounded = {name: bound for name, bound in bounds.items() if bound is not None}
        values = {"value": self.value, **bounded, **{f"is_{name}": value for name, value in self.filters.items()}}
        values |= {f"until_{name}": value for name, value in self.until.items()}
        names = {"by": self.by, **({"sort": self.sort} if bounded else {})}
        names |= {name: name for name in [*self.filters, *self.until, *self.attributes]}
        return {
            **({"IndexName": self.index} if self.index else {}),
            "KeyConditionExpression": "#by = :value" + _bounded(bounded),
            **_joined("FilterExpression", " AND ", self._conditions()),
            **_joined("ProjectionExpression", ", ", [f"#{name}" for name in self.attributes]),
            "ExpressionAttributeNames": {f"#{alias}": name for alias, name in names.items()},
            "ExpressionAttributeValues": {f":{name}": serialize(value) for name, value in values.items()},
            "ScanIndexForward": self.ascending,
            **({"ConsistentRead": True} if self.consistent else {}),
        }

    def _conditions(self) -> list[str]:
        return [f"#{name} = :is_{name}" for name in self.filters] + [f"#{n} <= :until_{n}" for n in self.until]


@dataclass(frozen=True)
class ResultPage:
    """What one query or scan read: the rows, how many items were read for them, and the key to go on after."""

    rows: list[Row]
    read: int
    last_key: Row | None


def _bounded(bounds: Mapping[str, str]) -> str:
    match sorted(bounds):
        case []:
            return ""
        case ["high", "low"]:
            return " AND #sort BETWEEN :low AND :high"
        case ["low"]:
            return " AND #sort >= :low"
        case ["high"]:
            return " AND #sort <= :high"
        case ["prefix"]:
            return " AND begins_with(#sort, :prefix)"
        case both:
            raise ValueError(f"DynamoDB takes one condition on a sort key, not {both}")


def _joined(name: str, by: str, parts: Sequence[str]) -> dict[str, str]:
    return {name: by.join(parts)} if parts else {}
