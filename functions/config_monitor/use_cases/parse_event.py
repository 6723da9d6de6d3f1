"""Makes of whatever arrives an event, or a reason why it is not one: no input gets past it as an exception."""

from typing import Any

from config_monitor.domain.event import Event, Parsed
from config_monitor.domain.untrusted import storable
from config_monitor.errors import RejectedEvent
from config_monitor.ports import EventReader

# DynamoDB ends sort keys at 1,024 bytes; the longest of ours is a violation's `{rule}#{resource_type}#{resource_id}`.
KEY_BYTES = 1024


def parse_event(raw: Any, read: EventReader) -> Parsed:
    """Parse a raw event of any shape: `parsed` with the event, `ignored` or `rejected` with the reason."""
    try:
        parsed = read(storable(raw))
        if parsed.event:
            _check_keys(parsed.event)
    except RejectedEvent as reason:
        return Parsed(outcome="rejected", reason=str(reason))
    return parsed


def _check_keys(event: Event) -> None:
    """Raises RejectedEvent when what names the event's subject is longer than the table's keys may be."""
    rule = event.evaluation.rule_name if event.evaluation else ""
    length = len("#".join([rule, event.resource_type or "", event.resource_id or ""]).encode())
    if length > KEY_BYTES:
        raise RejectedEvent(
            f"rule, resource type and resource id together take {length} bytes, more than a key's {KEY_BYTES}"
        )
