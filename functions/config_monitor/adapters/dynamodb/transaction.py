"""The writes of one transaction, each with the condition under which it holds."""

from datetime import datetime
from typing import NamedTuple

from config_monitor.adapters.dynamodb.agents import heartbeat_update
from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.rows import (
    COUNTERS,
    alert_row,
    event_row,
    removal_key,
    violation_attributes,
    violation_key,
)
from config_monitor.adapters.dynamodb.writes import ABSENT, Check, Condition, Put, Update, Write
from config_monitor.domain.compliance import Violation, clamp_to_event_time, counter_changes
from config_monitor.domain.events import RETENTION_SECONDS, Event, to_epoch
from config_monitor.ports import Record


class Removal(NamedTuple):
    """When a resource was removed and the event that said so, as remembered under `key`."""

    key: Key
    removed_at: str
    event_id: str


def removal_of(event: Event) -> Removal | None:
    """The removal of a resource that an event reports, if it does."""
    if not (removal := event.removal):
        return None
    key = removal_key(event.account, event.region, removal.resource_type, removal.resource_id)
    return Removal(key, clamp_to_event_time(removal.removed_at, event), event.event_id)


def record_writes(record: Record, now: datetime) -> list[Write]:
    """The event's row or its heartbeat first, then violations, counters and alerts."""
    writes: list[Write] = []
    if record.classified:
        alert = record.alerts[0].key if record.alerts else None
        writes.append(Put(event_row(record.classified, now, alert), ABSENT))
    if record.heartbeat:
        writes.append(heartbeat_update(record.heartbeat))
    writes += [_violation_update(before, after) for before, after in record.violations]
    fresh = {before.key.resource: before for before, _ in record.violations if not before.version}
    writes += [_removal_as_read(violation) for violation in fresh.values()]
    counters = sorted(counter_changes(record.violations).items())
    writes += [Update(Key(COUNTERS, key), add=counts) for key, counts in counters]
    return [*writes, *(Put(alert_row(alert, now)) for alert in record.alerts)]


def removal_writes(removal: Removal, known: Row | None) -> list[Write]:
    """Remember a resource's removal for evaluations still under way, unless a later one is known."""
    if known and (known["removed_at"], known["event_id"]) >= removal[1:]:
        return []
    row = {
        **removal.key._asdict(),
        "removed_at": removal.removed_at,
        "event_id": removal.event_id,
        "expired_at": to_epoch(removal.removed_at) + RETENTION_SECONDS,
    }
    return [Put(row, _as_read((known["removed_at"], known["event_id"]) if known else None))]


def _violation_update(before: Violation, after: Violation) -> Update:
    """Set what the fold knows, leave other attributes alone, and only if nobody wrote since `before` was read."""
    condition = Condition("version = :read", {"read": before.version}) if before.version else ABSENT
    return Update(violation_key(after.key), violation_attributes(after), condition=condition)


def _removal_as_read(fresh: Violation) -> Check:
    """A fresh violation holds only if its resource's removal is what was read: the removal could not find it yet."""
    read = (fresh.transitions[0].evaluated_at, fresh.transitions[0].event_id) if fresh.transitions else None
    return Check(removal_key(*fresh.key.resource), _as_read(read))


def _as_read(read: tuple[str, str] | None) -> Condition:
    """The condition that a remembered removal (time and event id) is still the one that was read, or still none."""
    if read is None:
        return ABSENT
    return Condition("removed_at = :read_at AND event_id = :read_id", {"read_at": read[0], "read_id": read[1]})
