"""The catalogue of managed rules from the package's own data file."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from config_monitor.domain.rules import OTHER_NAMES, ManagedRule

PACKAGED = Path(__file__).parent.parent / "domain" / "managed_rules.json"


class PackagedCatalogue:
    """Entries by canonical name; the file is read at the first question, an entry is checked when it is asked for."""

    def __init__(self, path: Path = PACKAGED) -> None:
        self._path = path

    def find(self, rule: str) -> ManagedRule | None:
        """What is known of a rule by its name, or the other name AWS has for it; None for anybody else's rule."""
        name = OTHER_NAMES.get(rule, rule)
        entry = self._entries.get(name)
        return ManagedRule(name=name, **entry) if entry else None

    def find_by_identifier(self, identifier: str) -> ManagedRule | None:
        """What is known of a rule by its SourceIdentifier, whatever its name; None for one the catalogue lacks."""
        return self.find(self._names.get(identifier, ""))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {entry["identifier"]: name for name, entry in self._entries.items() if entry.get("identifier")}

    def all(self) -> Iterator[ManagedRule]:
        """Every entry."""
        return (ManagedRule(name=name, **entry) for name, entry in self._entries.items())

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = json.loads(self._path.read_bytes())
        return entries
