"""Plain values to and from DynamoDB's typed ones, without boto3's converter, whose import costs half a second."""

from collections.abc import Mapping
from typing import Any

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Item = dict[str, Any]


def typed(value: Plain) -> dict[str, Any]:
    """One plain value as DynamoDB takes it."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case str():
            return {"S": str(value)}
        case list():
            return {"L": [typed(v) for v in value]}
        case dict():
            return {"M": {k: typed(v) for k, v in value.items()}}


def strip_invisible(value: Mapping[str, Any]) -> Any:
    """One typed value as plain Python; sets and bytes, which old items may hold, come back as lists and bytes."""
    ((kind, inner),) = value.items()
    match kind:
        case "N":
            return float(inner) if any(c in inner for c in ".eE") else int(inner)
        case "L":
            return [strip_invisible(v) for v in inner]
        case "M":
            return {k: strip_invisible(v) for k, v in inner.items()}
        case "NULL":
            return None
        case "NS":
            return [strip_invisible({"N": v}) for v in inner]
        case "SS" | "BS":
            return list(inner)
        case _:
            return inner


def typed_item(values: Mapping[str, Plain]) -> Item:
    """A whole item; attributes without a value are left out, so that sparse indexes stay sparse."""
    return {name: typed(value) for name, value in values.items() if value is not None}


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """A whole item as plain values."""
    return {name: strip_invisible(value) for name, value in item.items()}
