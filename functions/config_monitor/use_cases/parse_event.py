"""Makes of whatever arrives an event, or a reason why it is not one: no input gets past it as an exception."""

from datetime import datetime
from typing import Any

from config_monitor.domain.events import KEY_BYTES, Event, Parsed, key_fault, storable
from config_monitor.errors import RejectedEvent
from config_monitor.ports import EventReader


def parse_event(raw: Any, read: EventReader, now: datetime) -> Parsed:
    """Parse a raw event of any shape: `parsed` with the event, `ignored` or `rejected` with the reason.

    `now` is the hub's clock, which bounds what senders say of time.
    """
    try:
        parsed = read(storable(raw), now)
        if parsed.event:
            _check_keys(parsed.event)
    except RejectedEvent as reason:
        return Parsed(outcome="rejected", reason=str(reason))
    return parsed


def _check_keys(event: Event) -> None:
    """Raises RejectedEvent when what the table or an index is to find the event by is longer than a key may be."""
    rule = event.evaluation.rule_name if event.evaluation else ""  # no canonical name is longer than a copy's
    if fault := key_fault(rule, event.resource_type or "", event.resource_id or ""):
        raise RejectedEvent(fault)
    if (length := len((event.status or "").encode())) > KEY_BYTES:
        raise RejectedEvent(f"status takes {length} bytes, more than the {KEY_BYTES} that a key has for it")
