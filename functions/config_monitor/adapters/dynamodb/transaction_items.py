"""The writes of one transaction, each with the condition under which it holds."""

from datetime import datetime
from typing import Any, NamedTuple

from config_monitor.adapters.dynamodb.agents import heartbeat_update
from config_monitor.adapters.dynamodb.items import Item, typed, typed_item
from config_monitor.adapters.dynamodb.rows import (
    alert_row,
    event_row,
    removal_key,
    violation_attributes,
    violation_key,
)
from config_monitor.domain.compliance import Violation, clamp_to_event_time, counter_changes
from config_monitor.domain.events import RETENTION_SECONDS, Event, to_epoch
from config_monitor.ports import Record


class Gone(NamedTuple):
    """A resource's end as remembered in the table."""

    key: Item
    removed_at: str
    event_id: str


def removal_of(event: Event) -> Gone | None:
    """The end of a resource that an event tells of, if it does."""
    if not (gone := event.removal):
        return None
    key = removal_key(event.account, event.region, gone.resource_type, gone.resource_id)
    return Gone(key, clamp_to_event_time(gone.removed_at, event), event.event_id)


class Writes:
    """Makes the writes to one table."""

    def __init__(self, table: str) -> None:
        self._table = table

    def changes(self, record: Record, now: datetime) -> list[dict[str, Any]]:
        """The event's row or its heartbeat first, then violations, tallies and alerts."""
        writes: list[dict[str, Any]] = []
        if record.classified:
            once = {"ConditionExpression": "attribute_not_exists(pk)"}
            writes.append({"Put": {"TableName": self._table, "Item": event_row(record.classified, now), **once}})
        if record.heartbeat:
            writes.append({"Update": {"TableName": self._table, **heartbeat_update(record.heartbeat)}})
        for before, after in record.violations:
            writes.append({"Update": self._violation(before, after)})
        fresh = {before.key.resource: before for before, _ in record.violations if not before.version}
        writes += [{"ConditionCheck": self._resource_as_read(violation)} for violation in fresh.values()]
        for key, counts in sorted(counter_changes(record.violations).items()):
            writes.append({"Update": self._tally(key, counts)})
        return [*writes, *({"Put": {"TableName": self._table, "Item": alert_row(a, now)}} for a in record.alerts)]

    def removal(self, gone: Gone, known: Item | None) -> list[dict[str, Any]]:
        """Remember a resource's end for evaluations still under way, unless a later end of it is known."""
        if known and (known["removed_at"]["S"], known["event_id"]["S"]) >= gone[1:]:
            return []
        kept = {"removed_at": gone.removed_at, "event_id": gone.event_id}
        item = {**gone.key, **typed_item({**kept, "expired_at": to_epoch(gone.removed_at) + RETENTION_SECONDS})}
        seen = (known["removed_at"]["S"], known["event_id"]["S"]) if known else None
        return [{"Put": {"TableName": self._table, "Item": item, **_as_seen(seen)}}]

    def _violation(self, before: Violation, after: Violation) -> dict[str, Any]:
        """Set what the fold knows, leave what telling knows, and only if nobody wrote since `before` was read."""
        attributes = violation_attributes(after)
        kept = {name: value for name, value in attributes.items() if value is not None}
        gone = [name for name, value in attributes.items() if value is None]
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in kept)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        values = {f":{name}": typed(value) for name, value in kept.items()}
        condition = "attribute_not_exists(pk)"
        if before.version:
            condition, values[":read"] = "version = :read", typed(before.version)
        return {
            "TableName": self._table,
            "Key": violation_key(after.key),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": values,
        }

    def _resource_as_read(self, fresh: Violation) -> dict[str, Any]:
        """A fresh violation holds only if its resource's end is what was read: the removal could not find it yet."""
        seen = (fresh.transitions[0].evaluated_at, fresh.transitions[0].event_id) if fresh.transitions else None
        return {
            "TableName": self._table,
            "Key": removal_key(*fresh.key.resource),
            **_as_seen(seen),
        }

    def _tally(self, key: str, counts: dict[str, int]) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": typed_item({"pk": "TALLY", "sk": key}),
            "UpdateExpression": "ADD " + ", ".join(f"{name} :{name}" for name in counts),
            "ExpressionAttributeValues": {f":{name}": typed(n) for name, n in counts.items()},
        }


def _as_seen(seen: tuple[str, str] | None) -> dict[str, Any]:
    """The condition that a resource's remembered end is still the one that was read, or still none."""
    if seen is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "removed_at = :seen_at AND event_id = :seen_id",
        "ExpressionAttributeValues": {":seen_at": typed(seen[0]), ":seen_id": typed(seen[1])},
    }
