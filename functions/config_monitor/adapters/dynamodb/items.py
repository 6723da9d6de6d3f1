"""Rows (items as Python values) to and from DynamoDB's typed items, without boto3's converter: half a second to import.

A row's attribute that is None is not there; sets of strings are read back as lists, so that every row can become JSON.
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any, NamedTuple

Row = dict[str, Any]
Item = dict[str, Any]


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


def serialize(value: Any) -> dict[str, Any]:
    """One Python value as DynamoDB's typed one. Raises TypeError for a type that rows do not have."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case str():
            return {"S": str(value)}
        case list() | tuple():
            return {"L": [serialize(v) for v in value]}
        case dict():
            return {"M": {k: serialize(v) for k, v in value.items()}}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case _:
            raise TypeError(f"rows hold no {type(value).__name__}")


def deserialize(value: Mapping[str, Any]) -> Any:
    """One typed value as Python; sets and bytes, which items of other systems may hold, come as lists and bytes."""
    ((kind, inner),) = value.items()
    match kind:
        case "S":
            return inner
        case "N":
            return float(inner) if any(c in inner for c in ".eE") else int(inner)
        case "L":
            return [deserialize(v) for v in inner]
        case "M":
            return {k: deserialize(v) for k, v in inner.items()}
        case "NULL":
            return None
        case "NS":
            return [deserialize({"N": v}) for v in inner]
        case "SS":
            return list(inner)
        case "B":
            return _bytes(inner)
        case "BS":
            return [_bytes(v) for v in inner]
        case _:
            return inner


def _bytes(value: bytes | str) -> bytes:
    """A binary value, which a query returns as the base64 text that DynamoDB sends."""
    return b64decode(value) if isinstance(value, str) else value


def to_item(row: Mapping[str, Any]) -> Item:
    """A row as an item; attributes that are None are left out, so that sparse indexes stay sparse."""
    return {name: serialize(value) for name, value in row.items() if value is not None}


def from_item(item: Mapping[str, Any]) -> Row:
    """An item as a row. Nearly all attributes are text, and a report reads millions of them."""
    return {name: value["S"] if "S" in value else deserialize(value) for name, value in item.items()}


def key_item(key: Key) -> Item:
    """A primary key as DynamoDB takes it."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
