"""A history of any size in memory, asked as DynamoDB is: the pages, counts and capacity units of the real service.

A page ends after `Limit` items or with the item that brings it to 1 MB, and has a `LastEvaluatedKey` then; filters
apply to what was read; a query costs half a unit for each 4 KB that it read. It knows the requests that
`adapters/dynamodb/query.py` writes, which name what they compare with. Rows come in the order of their ids, which every
list of the history has. Each is kept as compressed JSON, and what it can be filtered by as columns: 450,000 rows take
400 MB and half a minute.
"""

import json
import math
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from sys import intern
from typing import Any

from config_monitor.adapters.dynamodb.items import Item
from simulation.limited_table import item_bytes
from simulation.table_definition import table_definition

PAGE_BYTES, UNIT_BYTES = 1024 * 1024, 4096
FILTERED = (
    *("source", "account", "region", "status", "severity", "rule", "rule_name", "own_rule"),
    *("resource_type", "resource_id"),
)
_EVENT = "EVENT#"


class HistoryTable:
    """The event rows and the indexes of template.yaml that list them."""

    def __init__(self, rows: Iterable[Item]) -> None:
        self._ids: list[str] = []
        self._bytes: list[int] = []
        self._texts: list[bytes] = []
        self._columns: dict[str, list[str | None]] = {name: [] for name in FILTERED}
        self._indexes: dict[str, dict[str, list[int]]] = {
            name: {} for name, by in _keys().items() if by["RANGE"] == "id"
        }
        self._by = {name: by["HASH"] for name, by in _keys().items()}
        self._example = b""
        for number, row in enumerate(rows):
            self._add(number, row)

    def _add(self, number: int, row: Item) -> None:
        text = json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode()
        self._example = self._example or text
        packer = zlib.compressobj(1, zdict=self._example)
        self._texts.append(packer.compress(text) + packer.flush())
        assert not self._ids or self._ids[-1] < row["id"]["S"], "rows come in the order of their ids"
        self._ids.append(row["id"]["S"])
        self._bytes.append(item_bytes(row))
        for name, column in self._columns.items():
            column.append(intern(value) if (value := _value(row.get(name))) is not None else None)
        for name, index in self._indexes.items():
            if (value := _value(row.get(self._by[name]))) is not None:
                index.setdefault(value, []).append(number)

    def query(self, request: dict[str, Any]) -> bytes:
        """The answer to a Query, as JSON."""
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        by, name = names["#by"], request.get("IndexName")
        numbers = self._indexes[name].get(_value(values[":value"]) or "", []) if name else range(len(self._ids))
        first, end = self._between(numbers, values, request.get("ExclusiveStartKey"), request["ScanIndexForward"])
        step = 1 if request["ScanIndexForward"] else -1
        wanted = [
            (self._columns[names["#" + each.removeprefix(":is_")]], _value(value))
            for each, value in values.items()
            if each.startswith(":is_")
        ]
        offsets = range(first, end) if step == 1 else range(end - 1, first - 1, -1)
        limit, size, read, kept = request.get("Limit", len(offsets)), 0, 0, []
        for offset in offsets[:limit]:
            number = numbers[offset]
            read, size = read + 1, size + self._bytes[number]
            if all(column[number] == value for column, value in wanted):
                kept.append(number)
            if size >= PAGE_BYTES:
                break
        answer: dict[str, Any] = {"Count": len(kept), "ScannedCount": read}
        if read and (read < len(offsets) or read == limit):
            answer["LastEvaluatedKey"] = self._key(numbers[offsets[read - 1]], by, values[":value"])
        if "ReturnConsumedCapacity" in request:
            answer["ConsumedCapacity"] = {"CapacityUnits": max(math.ceil(size / UNIT_BYTES), 1) / 2}
        items = ",".join(self._text(number) for number in kept)
        return f'{{"Items":[{items}],{json.dumps(answer)[1:]}'.encode()

    def _between(self, numbers: Any, values: dict[str, Item], after: Item | None, ascending: bool) -> tuple[int, int]:
        """From and to which offset in a list the bounds and the position let a query read."""

        def offset(bisect: Any, of: Item) -> int:
            number: int = bisect(numbers, of["S"].removeprefix(_EVENT), key=self._ids.__getitem__)
            return number

        first = offset(bisect_left, values[":low"]) if ":low" in values else 0
        end = offset(bisect_right, values[":high"]) if ":high" in values else len(numbers)
        if after and ascending:
            first = max(first, offset(bisect_right, after["sk"]))
        elif after:
            end = min(end, offset(bisect_left, after["sk"]))
        return first, max(first, end)

    def _key(self, number: int, by: str, value: Item) -> Item:
        own = {"pk": {"S": "EVENT"}, "sk": {"S": f"{_EVENT}{self._ids[number]}"}}
        return own if by == "pk" else {**own, "id": {"S": self._ids[number]}, by: value}

    def _text(self, number: int) -> str:
        return zlib.decompressobj(zdict=self._example).decompress(self._texts[number]).decode()


def _keys() -> dict[str, dict[str, str]]:
    return {
        index["IndexName"]: {key["KeyType"]: key["AttributeName"] for key in index["KeySchema"]}
        for index in table_definition()["GlobalSecondaryIndexes"]
    }


def _value(typed: Item | None) -> str | None:
    """The text of a typed value; numbers are written in one way only."""
    return next(iter(typed.values())) if typed else None
