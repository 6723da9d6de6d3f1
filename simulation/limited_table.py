"""The events table held in memory with the limits that DynamoDB has and moto has not: it refuses what AWS refuses.

Limits are those of DynamoDB's developer guide, "Quotas": 400 KB an item, 2,048 and 1,024 bytes of hash and range keys,
of indexes too and never empty, 38 digits a number between 1E-130 and 9.99E+125, 100 writes and 4 MB a transaction.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError

from simulation.table_definition import table_definition
from simulation.table_view import Item, TableView, ordered

ITEM_BYTES, TRANSACTION_BYTES, TRANSACTION_WRITES = 400 * 1024, 4 * 1024 * 1024, 100
HASH_BYTES, RANGE_BYTES = 2048, 1024
DIGITS, SMALLEST, LARGEST = 38, Decimal("1E-130"), Decimal("9.9999999999999999999999999999999999999E+125")
DEPTH = 32

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_LEAF = re.compile(r"(attribute_exists|attribute_not_exists)\((\S+)\)|(\S+) (<=|>=|=|<|>) (\S+)")


class Cancelled(ClientError):
    """DynamoDB's answer to a transaction of which a write was refused."""

    def __init__(self, reasons: list[str]) -> None:
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
        }
        super().__init__(answer, "TransactWriteItems")


def error(code: str, call: str = "TransactWriteItems", message: str = "as asked by the test") -> ClientError:
    """An error as botocore raises it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, call)


def refused(why: str) -> ClientError:
    """DynamoDB's answer to a request that can never succeed."""
    return error("ValidationException", "Write", why)


class LimitedTable:
    """The calls and expressions that the adapters use, safe for threads.

    That it agrees with moto is checked in tests/integration/test_ledger.py.
    Indexes show a write when `seconds` of the clock have passed since, each time drawn anew by `lag`.
    """

    def __init__(self, clock: Callable[[], float] = lambda: 0.0, lag: Callable[[], float] = lambda: 0.0) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self._lock = RLock()
        definition = table_definition()
        self._views: dict[str | None, TableView] = {None: TableView("pk", "sk")}
        for index in definition["GlobalSecondaryIndexes"]:
            by, sort = (key["AttributeName"] for key in index["KeySchema"])
            self._views[index["IndexName"]] = TableView(by, sort, clock, lag)

    def get_item(self, *, Key: Item, **_: Any) -> dict[str, Any]:  # noqa: N803 - DynamoDB's own names, here and below
        item = self.items.get(self._key(Key))
        return {"Item": dict(item)} if item else {}

    def batch_get_item(self, *, RequestItems: Item) -> dict[str, Any]:  # noqa: N803
        answers = {
            name: [dict(self.items[key]) for key in map(self._key, asked["Keys"]) if key in self.items]
            for name, asked in RequestItems.items()
        }
        return {"Responses": answers, "UnprocessedKeys": {}}

    def put_item(self, *, Item: Item, **request: Any) -> dict[str, Any]:  # noqa: N803
        self._write_one("Put", {"Item": Item, **request})
        return {}

    def update_item(self, **request: Any) -> dict[str, Any]:
        self._write_one("Update", request)
        return {"Attributes": dict(self.items[self._key(request["Key"])])}

    def delete_item(self, **request: Any) -> dict[str, Any]:
        self._write_one("Delete", request)
        return {}

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        writes = [(kind, write) for each in TransactItems for kind, write in each.items()]
        keys = [self._key(write.get("Key") or write["Item"]) for _, write in writes]
        if len(writes) > TRANSACTION_WRITES or len(set(keys)) != len(keys):
            raise refused(f"{len(writes)} writes of {len(set(keys))} items in a transaction")
        with self._lock:
            held = [_holds(write, self.items.get(key, {})) for (_, write), key in zip(writes, keys, strict=True)]
            if not all(held):
                raise Cancelled(["None" if holds else "ConditionalCheckFailed" for holds in held])
            after = {key: item for (kind, write) in writes for key, item in self._after(kind, write)}
            if (size := sum(map(item_bytes, after.values()))) > TRANSACTION_BYTES:
                raise refused(f"a transaction of {size} bytes")
            self._store(after)
        return {}

    def query(self, **request: Any) -> dict[str, Any]:
        view = self._views[request.get("IndexName")]
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        condition = _named(request["KeyConditionExpression"], names)
        bounds = {
            f":{bound}": ordered(values[f":{bound}"]) for bound in ("low", "high", "prefix") if f":{bound}" in values
        }
        with self._lock:
            shown = view.of(values[":value"])
        rows = [i for i in shown if _within(ordered(i[view.sort]), condition, bounds)]
        if not request.get("ScanIndexForward", True):
            rows.reverse()
        return self._page(rows, request)

    def scan(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            shown = self._views[request.get("IndexName")].all()
        return self._page(shown, request)

    def _page(self, rows: list[Item], request: dict[str, Any]) -> dict[str, Any]:
        """One page; what comes before `ExclusiveStartKey` in the order of the rows is left out."""
        if start := request.get("ExclusiveStartKey"):
            keys = [self._key(row) for row in rows]
            rows = rows[keys.index(self._key(start)) + 1 :] if self._key(start) in keys else []
        page, rest = rows[: request.get("Limit")], rows[request.get("Limit", len(rows)) :]
        condition = _named(request.get("FilterExpression", ""), request.get("ExpressionAttributeNames", {}))
        values = request.get("ExpressionAttributeValues", {})
        answer: dict[str, Any] = {"Items": [dict(i) for i in page if _is(condition, i, values)]}
        answer["ScannedCount"] = len(page)
        if rest and page:
            view = self._views[request.get("IndexName")]
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in ("pk", "sk", view.by, view.sort)}
        return answer

    def _write_one(self, kind: str, write: dict[str, Any]) -> None:
        key = self._key(write.get("Key") or write["Item"])
        with self._lock:
            if not _holds(write, before := self.items.get(key, {})):
                answer: Any = {"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}, "Item": before}
                raise ClientError(answer, kind)
            self._store({key: None} if kind == "Delete" else dict(self._after(kind, write)))

    def _store(self, after: Mapping[tuple[str, str], Item | None]) -> None:
        for key, item in after.items():
            if item is None:
                self.items.pop(key, None)
            else:
                self.items[key] = item
            for view in self._views.values():
                view.store(key, item)

    def _after(self, kind: str, write: dict[str, Any]) -> Iterator[tuple[tuple[str, str], Item]]:
        """The item that a write leaves, within the limits; none for a mere check."""
        if kind == "ConditionCheck":
            return
        key = self._key(write.get("Key") or write["Item"])
        item = dict(write["Item"]) if kind == "Put" else _updated(self.items.get(key) or dict(write["Key"]), write)
        for name, value in item.items():
            _check(name, value)
        if (size := item_bytes(item)) > ITEM_BYTES:
            raise refused(f"{key}: an item of {size} bytes")
        for view in self._views.values():
            for name, limit in ((view.by, HASH_BYTES), (view.sort, RANGE_BYTES)):
                if name in item and not 0 < value_bytes(item[name]) <= limit:
                    raise refused(f"{key}: {name} as a key has {value_bytes(item[name])} bytes")
                if name in item and set(item[name]) - {"S", "N"}:
                    raise refused(f"{key}: {name} as a key is {set(item[name])}")
        yield key, item

    def _key(self, item: Item) -> tuple[str, str]:
        """The primary key of an item; what is no key is refused in reads as in writes."""
        for name, limit in (("pk", HASH_BYTES), ("sk", RANGE_BYTES)):
            if not 0 < len(item[name]["S"].encode()) <= limit:
                raise refused(f"a {name} of {len(item[name]['S'].encode())} bytes")
        return item["pk"]["S"], item["sk"]["S"]


def item_bytes(item: Item) -> int:
    """The size of an item as DynamoDB counts it: names and values in UTF-8."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Item) -> int:
    """The size of one typed value."""
    ((kind, inner),) = value.items()
    match kind:
        case "S":
            return len(inner.encode())
        case "N":
            return len(inner) // 2 + 2
        case "SS":
            return sum(len(text.encode()) for text in inner)
        case "L":
            return 3 + sum(1 + value_bytes(each) for each in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_bytes(each) for name, each in inner.items())
        case _:
            return 1


def _check(name: str, value: Item, depth: int = DEPTH) -> None:
    """Refuse numbers that DynamoDB cannot hold, empty sets and what is nested too deep."""
    ((kind, inner),) = value.items()
    if depth == 0 or (kind == "SS" and not inner):
        raise refused(f"{name}: nested too deep, or an empty set")
    if kind == "N":
        number = Decimal(inner)
        digits = len(str(int("".join(map(str, number.as_tuple().digits)))).rstrip("0"))
        if not number.is_finite() or digits > DIGITS or (number and not SMALLEST <= abs(number) <= LARGEST):
            raise refused(f"{name}: no number of DynamoDB's")
    for each in inner if kind == "L" else inner.values() if kind == "M" else ():
        _check(name, each, depth - 1)


def _holds(write: dict[str, Any], item: Item) -> bool:
    condition = write.get("ConditionExpression", "")
    return _is(condition, item, write.get("ExpressionAttributeValues", {}))


def _is(condition: str, item: Item, values: Item) -> bool:
    """Whether a condition of `AND`, `OR`, parentheses, equalities, comparisons and existence holds of an item."""
    for word, all_or_any in ((" OR ", any), (" AND ", all)):
        if len(parts := _parts(condition, word)) > 1:
            return all_or_any(_is(part, item, values) for part in parts)
    if condition.startswith("("):
        return _is(condition[1:-1], item, values)
    if not condition:
        return True
    leaf = _LEAF.fullmatch(condition)
    assert leaf, f"not understood: {condition}"
    if leaf[1]:
        return (leaf[2] in item) == (leaf[1] == "attribute_exists")
    return leaf[3] in item and _COMPARISONS[leaf[4]](ordered(item[leaf[3]]), ordered(values[leaf[5]]))


def _parts(condition: str, word: str) -> list[str]:
    """What a word joins outside of parentheses."""
    parts, depth = [""], 0
    for token in re.split(f"({word}|[()])", condition):
        depth += (token == "(") - (token == ")")
        if token == word and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _named(expression: str, names: dict[str, str]) -> str:
    return re.sub(r"#\w+", lambda alias: names[alias[0]], expression)


def _within(value: Any, condition: str, bounds: dict[str, Any]) -> bool:
    if "begins_with" in condition:
        return bool(value.startswith(bounds[":prefix"]))
    return bool(bounds.get(":low", value) <= value <= bounds.get(":high", value))


def _updated(before: Item, write: dict[str, Any]) -> Item:
    """An item after SET, REMOVE and ADD of numbers and of sets."""
    names, values = write["ExpressionAttributeNames"], write.get("ExpressionAttributeValues", {})
    item, clause = dict(before), ""
    for token in re.findall(r"SET|REMOVE|ADD|#\w+(?: = | )?(?::\w+)?", write["UpdateExpression"]):
        if token in ("SET", "REMOVE", "ADD"):
            clause = token
            continue
        alias, _, value_name = token.partition(":")
        name, value = names[alias.rstrip(" =")], values.get(f":{value_name}")
        match clause:
            case "SET":
                item[name] = value
            case "REMOVE":
                item.pop(name, None)
            case _ if "SS" in value:
                item[name] = {"SS": sorted({*item.get(name, {"SS": []})["SS"], *value["SS"]})}
            case _:
                item[name] = {"N": str(Decimal(item.get(name, {"N": "0"})["N"]) + Decimal(value["N"]))}
    return item
