"""Incidents that change by the passing of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.incidents import IncidentKey


class DueIncidents(Protocol):
    """Incidents to look at although nothing is reported of them."""

    def due(self, now: str) -> Iterator[IncidentKey]:
        """Those due at the stored instant `now` or before, the longest due first; may lag behind by a moment."""
        ...
