"""What changes without an event: incidents by time and by another policy, and deadlines that come near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import ViolationKey
    from config_monitor.domain.incidents import IncidentKey


class DueIncidents(Protocol):
    """Incidents to look at although nothing is reported of them."""

    def due(self, now: str) -> Iterator[IncidentKey]:
        """Those due at the stored instant `now` or before, the longest due first; may lag behind by a moment."""
        ...


class FollowUps(Protocol):
    """Violations and incidents of whose deadline people are to be reminded."""

    def due(self, now: str) -> Iterator[ViolationKey | IncidentKey]:
        """Those that may be due at the stored instant `now`, the last due first; may lag behind by a moment."""
        ...


class OpenIncidents(Protocol):
    """All incidents that have not ended, excepted ones included."""

    def pages(self, after: Sequence[str] | None) -> Iterator[tuple[list[str], list[IncidentKey]]]:
        """Their keys in pages, each with the position to go on after; may lag behind by a moment."""
        ...
