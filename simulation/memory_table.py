"""The events table held in memory, for thousands of deliveries at once and for faults at any call."""

import re
from collections.abc import Callable
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError

Item = dict[str, Any]
TABLE = "events"


class Cancelled(ClientError):
    """DynamoDB's answer to a transaction of which a write was refused."""

    def __init__(self, reasons: list[str]) -> None:
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
        }
        super().__init__(answer, "TransactWriteItems")


class MemoryTable:
    """The calls and expressions that the ledger uses, as DynamoDB answers them; safe for threads.

    That it agrees with moto is checked in tests/integration/test_ledger.py.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self._lock = RLock()

    def get_item(self, Key: Item, **_: Any) -> dict[str, Any]:  # noqa: N803 - DynamoDB's own name
        item = self.items.get(_key(Key))
        return {"Item": dict(item)} if item else {}

    def query(self, ExpressionAttributeValues: Item, **_: Any) -> dict[str, Any]:  # noqa: N803 - as above
        """The index by resource, or the table's own key with the beginning of its sort key."""
        with self._lock:
            wanted, prefix = ExpressionAttributeValues[":value"], ExpressionAttributeValues.get(":prefix")
            by = "pk" if prefix else "resource_key"
            rows = [dict(item) for _, item in sorted(self.items.items()) if item.get(by) == wanted]
            rows = [item for item in rows if not prefix or item["sk"]["S"].startswith(prefix["S"])]
        return {"Items": rows, "ScannedCount": len(rows)}

    def transact_write_items(self, TransactItems: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as above
        with self._lock:
            writes = [(kind, write) for each in TransactItems for kind, write in each.items()]
            keys = [_key(write.get("Key") or write["Item"]) for _, write in writes]
            assert len(writes) <= 100
            assert len(set(keys)) == len(keys), "DynamoDB refuses two operations on one item"
            held = [_holds(write, self.items.get(key, {})) for (_, write), key in zip(writes, keys, strict=True)]
            if not all(held):
                raise Cancelled(["None" if holds else "ConditionalCheckFailed" for holds in held])
            for (kind, write), key in zip(writes, keys, strict=True):
                self._take(kind, write, key)
        return {}

    def put_item(self, **write: Any) -> dict[str, Any]:
        return self._alone("Put", write, _key(write["Item"]))

    def update_item(self, **write: Any) -> dict[str, Any]:
        return self._alone("Update", write, _key(write["Key"]))

    def _alone(self, kind: str, write: dict[str, Any], key: tuple[str, str]) -> dict[str, Any]:
        with self._lock:
            if not _holds(write, before := self.items.get(key, {})):
                answer: Any = {"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}, "Item": before}
                raise ClientError(answer, kind)
            self._take(kind, write, key)
            return {"Attributes": dict(self.items[key])}

    def _take(self, kind: str, write: dict[str, Any], key: tuple[str, str]) -> None:
        match kind:
            case "Put":
                self.items[key] = dict(write["Item"])
            case "Update":
                self.items[key] = _updated(self.items.get(key, dict(write["Key"])), write)
            case "ConditionCheck":
                pass


class Faulty:
    """A client whose every call first asks whether it may go on, and afterwards whether its caller lives on."""

    def __init__(
        self, inner: Any, before: Callable[[str], None] = lambda _: None, after: Callable[[str], None] = lambda _: None
    ) -> None:
        self._inner, self._before, self._after = inner, before, after

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._inner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            self._before(name)
            answer = inner(*arguments, **named)
            self._after(name)
            return answer

        return call


def error(code: str, call: str = "TransactWriteItems") -> ClientError:
    """An error as botocore raises it."""
    return ClientError({"Error": {"Code": code, "Message": "as asked by the test"}}, call)


def _key(item: Item) -> tuple[str, str]:
    return (item["pk"]["S"], item["sk"]["S"])


def _holds(write: dict[str, Any], item: Item) -> bool:
    """Whether a write's condition holds: `attribute_not_exists(a)` or equalities joined by AND."""
    condition = write.get("ConditionExpression", "")
    if absent := re.fullmatch(r"attribute_not_exists\((\w+)\)", condition):
        return absent[1] not in item
    values = write.get("ExpressionAttributeValues", {})
    if lower := re.fullmatch(r"attribute_not_exists\((\w+)\) OR (\w+) > (:\w+)", condition):
        return lower[1] not in item or item[lower[2]]["S"] > values[lower[3]]["S"]
    return all(item.get(name) == values[value] for name, value in re.findall(r"(\w+) = (:\w+)", condition))


def _updated(item: Item, write: dict[str, Any]) -> Item:
    """An item after SET, REMOVE and ADD of numbers."""
    expression, values = write["UpdateExpression"], write["ExpressionAttributeValues"]
    changed = dict(item)
    for name, value in re.findall(r"#(\w+) = (:\w+)", expression):
        changed[name] = values[value]
    for name in re.findall(r"#(\w+)", expression.partition("REMOVE ")[2].partition(" ADD ")[0]):
        changed.pop(name, None)
    for name, value in re.findall(r"#(\w+) (:\w+)", expression):
        changed[name] = {"N": str(int(item.get(name, {"N": "0"})["N"]) + int(values[value]["N"]))}
    return changed
