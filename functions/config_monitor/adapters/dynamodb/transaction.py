"""The writes of one transaction, each with the condition under which it holds."""

from datetime import datetime
from typing import Any, NamedTuple

from config_monitor.adapters.dynamodb.agents import heartbeat_update
from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, incident_attributes, incident_key
from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.overrides import override_row
from config_monitor.adapters.dynamodb.resources import resource_put
from config_monitor.adapters.dynamodb.rows import (
    COUNTERS,
    alert_row,
    counters_item,
    event_row,
    removal_key,
    violation_attributes,
    violation_key,
)
from config_monitor.adapters.dynamodb.rules import first_evaluation_update
from config_monitor.adapters.dynamodb.writes import ABSENT, Check, Condition, Put, Update, Write, as_read
from config_monitor.domain.compliance import Violation, counter_changes
from config_monitor.domain.events import RETENTION_DAYS, RETENTION_SECONDS, Event, region_of_pair, to_epoch
from config_monitor.domain.incidents import Incident
from config_monitor.domain.incidents import counter_changes as incident_counters
from config_monitor.domain.lifecycle import clamp_to_event_time
from config_monitor.ports import Record


class StoredRemoval(NamedTuple):
    """When a resource was removed and the event that reported it, as remembered under `key`."""

    key: Key
    removed_at: str
    event_id: str


def removal_of(event: Event) -> StoredRemoval | None:
    """The removal of a resource that an event reports, if it does."""
    if not (removal := event.removal) or removal.what != "resource":
        return None
    region = region_of_pair(event.region, removal.resource_type)
    key = removal_key(event.account, region, removal.resource_type, removal.resource_id)
    return StoredRemoval(key, clamp_to_event_time(removal.removed_at, event), event.event_id)


def record_writes(record: Record, now: datetime, history_days: int) -> list[Write]:
    """The event's row or its heartbeat first, then violations, incidents, counters and alerts.

    The row is kept for `history_days`, and as long, but not for less than 90 days, what has ended or is gone.
    """
    longer = max(0, history_days - RETENTION_DAYS) * 86400
    writes: list[Write] = []
    if record.classified:
        alert = record.alerts[0].key if record.alerts else None
        row = event_row(record.classified, now, alert, in_digest=record.in_digest, history_days=history_days)
        writes.append(Put(row, ABSENT))
    if record.heartbeat:
        writes.append(heartbeat_update(record.heartbeat))
    if record.first_evaluation:
        writes.append(first_evaluation_update(*record.first_evaluation))
    writes += [_violation_update(before, after, longer) for before, after in record.violations]
    fresh = {before.key.resource: before for before, _ in record.violations if not before.version}
    writes += [_removal_as_read(violation) for violation in fresh.values()]
    writes += [_incident_update(before, after, longer) for before, after in record.incidents]
    writes += [resource_put(before, after) for before, after in record.resources]
    counters = {COUNTERS: counter_changes(record.violations), INCIDENT_COUNTERS: incident_counters(record.incidents)}
    for kind, changes in counters.items():
        writes += [Update(counters_item(kind, key), add=counts) for key, counts in sorted(changes.items())]
    writes += [Put(override_row(override)) for override in record.overrides]
    return [*writes, *(Put(alert_row(alert, now)) for alert in record.alerts)]


def removal_writes(removal: StoredRemoval, known: Row | None) -> list[Write]:
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


def _violation_update(before: Violation, after: Violation, longer: int) -> Update:
    """Set what the fold knows, leave other attributes alone, and only if nobody wrote since `before` was read."""
    attributes = _kept_longer(violation_attributes(after), longer)
    return Update(violation_key(after.key), attributes, condition=as_read(before.version))


def _incident_update(before: Incident, after: Incident, longer: int) -> Update:
    """Set what is known, and only if nobody wrote since `before` was read."""
    attributes = _kept_longer(incident_attributes(after), longer)
    return Update(incident_key(after.key), attributes, condition=as_read(before.version))


def _kept_longer(attributes: dict[str, Any], seconds: int) -> dict[str, Any]:
    expiry = attributes["expired_at"]
    return attributes if expiry is None else {**attributes, "expired_at": expiry + seconds}


def _removal_as_read(fresh: Violation) -> Check:
    """A fresh violation holds only if its resource's removal is what was read: the removal could not find it yet."""
    read = (fresh.transitions[0].evaluated_at, fresh.transitions[0].event_id) if fresh.transitions else None
    return Check(removal_key(*fresh.key.resource), _as_read(read))


def _as_read(read: tuple[str, str] | None) -> Condition:
    """The condition that a remembered removal (time and event id) is still the one that was read, or still none."""
    if read is None:
        return ABSENT
    return Condition("removed_at = :read_at AND event_id = :read_id", {"read_at": read[0], "read_id": read[1]})
