"""The lines that say what changed: of objects only the parts that differ, of relationships a sentence."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from config_monitor.domain.events import PropertyChange, one_line
from config_monitor.domain.resources.secrets import without_secrets

LINES = 5
VALUE_CHARACTERS, PATH_CHARACTERS = 300, 200
# How deep a difference is followed into objects; below that they are shown whole.
_DEPTH = 6


def property_changes(changed: Mapping[str, Any]) -> tuple[tuple[PropertyChange, ...], int]:
    """At most five lines of `changedProperties` and how many more there are, configuration first."""
    lines: list[PropertyChange] = []
    for path in sorted(changed, key=_rank):
        if isinstance(entry := changed[path], Mapping):
            lines += _changes(path, entry.get("previousValue"), entry.get("updatedValue"))
    return tuple(lines[:LINES]), len(lines[LINES:])


def _rank(path: str) -> tuple[int, str]:
    order = ("configuration.", "supplementaryconfiguration.", "configuration", "tags", "relationships")
    return next((i for i, start in enumerate(order) if path.lower().startswith(start)), len(order)), path


def _changes(path: str, old: Any, new: Any) -> Iterator[PropertyChange]:
    if (sentence := _relationship(old, removed=True)) or (sentence := _relationship(new)):
        yield PropertyChange(property=one_line(path, PATH_CHARACTERS), sentence=sentence)
        if sentence.startswith("no longer ") and (added := _relationship(new)):
            yield PropertyChange(property=one_line(path, PATH_CHARACTERS), sentence=added)
        return
    for part, before, after in _differing(path, old, new, _DEPTH):
        shown = [without_secrets(part, value) for value in (before, after)]
        yield PropertyChange(property=one_line(part, PATH_CHARACTERS), old=_written(shown[0]), new=_written(shown[1]))


def _differing(path: str, old: Any, new: Any, depth: int) -> Iterator[tuple[str, Any, Any]]:
    """The paths below one path at which two values differ."""
    if depth and isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield from _differing(f"{path}.{name}", old.get(name), new.get(name), depth - 1)
    else:
        yield path, old, new


def _written(value: Any) -> str | None:
    """A value in one line: text as it is, anything else as JSON."""
    if value is None:
        return None
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), VALUE_CHARACTERS)


def _relationship(value: Any, *, removed: bool = False) -> str | None:
    """A relationship as a sentence, such as `attached to role x`; None for what is none.

    Config names it `Is attached to Role`; some senders leave out the blanks.
    """
    if not isinstance(value, dict) or not {"resourceType", "resourceId", "name"} <= value.keys():
        return None
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z0-9]+(?![a-z])|[^\sA-Za-z0-9]+", str(value["name"])[:VALUE_CHARACTERS])
    phrase = " ".join(words).lower().removeprefix("is ")
    of = value.get("resourceName") or value["resourceId"]
    return one_line(f"{'no longer ' if removed else ''}{phrase} {of}", VALUE_CHARACTERS)
