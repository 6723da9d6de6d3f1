"""The writes that the table takes, alone or together in a transaction, and how DynamoDB spells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config_monitor.adapters.dynamodb.items import Key, Row, key_item, serialize, to_item


@dataclass(frozen=True)
class Condition:
    """What must hold of the item as it is: an expression, and the values of its `:names`, which no change may use."""

    expression: str
    values: Mapping[str, Any] = field(default_factory=dict)


ABSENT = Condition("attribute_not_exists(pk)")
PRESENT = Condition("attribute_exists(pk)")


def as_read(version: int) -> Condition:
    """That nobody wrote an item since this version of it was read; 0 is an item that is not there."""
    return Condition("version = :read", {"read": version}) if version else ABSENT


@dataclass(frozen=True)
class Put:
    """Write a whole item in place of what is there."""

    row: Row
    condition: Condition | None = None

    @property
    def request(self) -> dict[str, Any]:
        """The parameters of `PutItem`, the table's name apart."""
        return {"Item": to_item(self.row), **_conditional(self.condition)}


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item, which begins to exist if it does not.

    `attributes` are set, those that are None are removed; `add` holds numbers to add and sets to join,
    `discard` what to take out of sets.
    """

    key: Key
    attributes: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, Any] = field(default_factory=dict)
    condition: Condition | None = None
    discard: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> dict[str, Any]:
        """The parameters of `UpdateItem`, the table's name apart."""
        kept = {name: value for name, value in self.attributes.items() if value is not None}
        clauses = {
            "SET": [f"#{name} = :{name}" for name in kept],
            "REMOVE": [f"#{name}" for name, value in self.attributes.items() if value is None],
            "ADD": [f"#{name} :{name}" for name in self.add],
            "DELETE": [f"#{name} :{name}" for name in self.discard],
        }
        return {
            "Key": key_item(self.key),
            "UpdateExpression": " ".join(f"{word} {', '.join(each)}" for word, each in clauses.items() if each),
            "ExpressionAttributeNames": {f"#{name}": name for name in [*self.attributes, *self.add, *self.discard]},
            **_conditional(self.condition, {**kept, **self.add, **self.discard}),
        }


@dataclass(frozen=True)
class Check:
    """Change nothing, but refuse the transaction unless the condition holds."""

    key: Key
    condition: Condition

    @property
    def request(self) -> dict[str, Any]:
        """The parameters of a transaction's `ConditionCheck`, the table's name apart."""
        return {"Key": key_item(self.key), **_conditional(self.condition)}


@dataclass(frozen=True)
class Delete:
    """Delete an item."""

    key: Key
    condition: Condition | None = None

    @property
    def request(self) -> dict[str, Any]:
        """The parameters of `DeleteItem`, the table's name apart."""
        return {"Key": key_item(self.key), **_conditional(self.condition)}


Write = Put | Update | Check
OPERATIONS: dict[type[Write], str] = {Put: "Put", Update: "Update", Check: "ConditionCheck"}


def _conditional(condition: Condition | None, changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    values = {**(changed or {}), **(condition.values if condition else {})}
    return {
        **({"ConditionExpression": condition.expression} if condition else {}),
        **({"ExpressionAttributeValues": {f":{n}": serialize(v) for n, v in values.items()}} if values else {}),
    }
