"""The catalogue of managed rules from the package's own data file."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from config_monitor.domain.catalogue import ManagedRule

PACKAGED = Path(__file__).parent.parent / "domain" / "managed_rules.json"


class PackagedCatalogue:
    """Entries by canonical name; the file is read at the first question, an entry is checked when it is asked for."""

    def __init__(self, path: Path = PACKAGED) -> None:
        self._path = path

    def find(self, rule: str) -> ManagedRule | None:
        """What is known of a rule by its canonical name; None for a rule that is not AWS's."""
        entry = self._entries.get(rule)
        return ManagedRule(name=rule, **entry) if entry else None

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = json.loads(self._path.read_bytes())
        return entries
