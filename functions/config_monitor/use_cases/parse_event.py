"""Makes of whatever arrives an event, or a reason why it is not one: no input gets past it as an exception."""

from datetime import datetime
from typing import Any

from config_monitor.domain.events import Event, Parsed, storable
from config_monitor.errors import RejectedEvent
from config_monitor.ports import EventReader

# DynamoDB ends sort keys at 1,024 bytes; the longest of ours is a violation's `{rule}#{resource_type}#{resource_id}`.
KEY_BYTES = 1024
# A rule's name stands in an alert's sort key too, beside a time, an event's id of 256 bytes and the kind of alert.
RULE_BYTES = 512


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
    rule = event.evaluation.rule_name if event.evaluation else ""
    subject = "#".join([rule, event.resource_type or "", event.resource_id or ""])
    for what, key, limit in (
        ("the rule's name takes", rule, RULE_BYTES),
        ("rule, resource type and resource id together take", subject, KEY_BYTES),
        ("status takes", event.status, KEY_BYTES),
    ):
        if (length := len((key or "").encode())) > limit:
            raise RejectedEvent(f"{what} {length} bytes, more than the {limit} that a key has for it")
