"""What a configuration item says of its resource, and the detail that is stored of it: bounded, without secrets."""

from typing import Any

from config_monitor.adapters.sources.envelope import Envelope
from config_monitor.domain.events import PropertyChange, ResourceChange, ResourceFacts, marked, one_line, size
from config_monitor.domain.resources import HIDDEN, is_secret, property_changes, without_secrets

# The resource's whole description: up to hundreds of KB, with secrets such as environment variables in it.
BODIES = ("configuration", "supplementaryConfiguration")
# A changed property larger than this, in bytes, is itself such a description.
PROPERTY_BYTES = 2_000
# AWS allows 50 tags of 128 and 256 characters.
TAGS, TAG_CHARACTERS, NAME_CHARACTERS = 50, 256, 256


def facts_of(envelope: Envelope, captured_at: str, *, removed: bool) -> ResourceFacts:
    """The facts of an item whose type and id were checked; the item of a resource that is gone names nothing."""
    detail = envelope.detail
    item = detail.get("configurationItem")
    oversized = not isinstance(item, dict)
    stated = detail.get("configurationItemSummary") if oversized else item
    known = stated if isinstance(stated, dict) else {}
    tags = None if oversized or removed else _tags(known.get("tags"))
    return ResourceFacts(
        resource_type=known["resourceType"],
        resource_id=known["resourceId"],
        captured_at=captured_at,
        arn=one_line(arn, 2048) if isinstance(arn := known.get("ARN"), str) and arn else None,
        names=None if tags is None else _names(known, tags),
        tags=tags,
        change=None if removed else _change(envelope, captured_at),
        removed=removed,
    )


def stored_detail(detail: dict[str, Any]) -> dict[str, Any]:
    """The detail without the resource's whole description and without secrets; what was cut is marked."""
    left_out = []
    item = detail.get("configurationItem")
    if isinstance(item, dict):
        left_out += [body for body in BODIES if item.get(body)]
        kept_item = {name: value for name, value in item.items() if name not in BODIES or not value}
        if isinstance(tags := item.get("tags"), dict):
            kept_item["tags"] = without_secrets("", tags)
        detail = {**detail, "configurationItem": kept_item}
    difference = detail.get("configurationItemDiff")
    properties = difference.get("changedProperties") if isinstance(difference, dict) else None
    if isinstance(difference, dict) and isinstance(properties, dict):
        kept = {name: value for name, value in properties.items() if size(value) <= PROPERTY_BYTES}
        left_out += [name for name in properties if name not in kept]
        shown = {name: _shown(name, value) for name, value in kept.items()}
        detail = {**detail, "configurationItemDiff": {**difference, "changedProperties": shown}}
    return marked(detail, ", ".join(left_out)) if left_out else detail


def _shown(path: str, entry: Any) -> Any:
    """One changed property with its values hidden where they may be secrets."""
    if not isinstance(entry, dict):
        return without_secrets(path, entry)
    return {key: value if key == "changeType" else without_secrets(path, value) for key, value in entry.items()}


def _tags(tags: Any) -> dict[str, str]:
    pairs = tags.items() if isinstance(tags, dict) else ()
    named = [(one_line(str(key), TAG_CHARACTERS), value) for key, value in pairs if isinstance(value, str)]
    return {key: HIDDEN if is_secret(key) else one_line(value, TAG_CHARACTERS) for key, value in named[:TAGS] if key}


def _names(item: dict[str, Any], tags: dict[str, str]) -> tuple[str, ...]:
    """The names that are not just the id again."""
    stated = [item.get("resourceName"), tags.get("Name")]
    names = [one_line(name, NAME_CHARACTERS) for name in stated if isinstance(name, str)]
    return tuple(dict.fromkeys(name for name in names if name and name != item["resourceId"]))


def _change(envelope: Envelope, captured_at: str) -> ResourceChange | None:
    difference = envelope.detail.get("configurationItemDiff")
    if not isinstance(difference, dict):
        return None
    properties = difference.get("changedProperties")
    lines, more = property_changes(properties if isinstance(properties, dict) else {})
    if not lines and difference.get("changeType") == "CREATE":
        lines = (PropertyChange(property="", sentence="The resource was created."),)
    return ResourceChange(captured_at=captured_at, event_id=envelope.id, lines=lines, more=more) if lines else None
