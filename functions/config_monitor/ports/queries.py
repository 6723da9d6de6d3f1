"""Lists of events, violations and incidents as the API answers them, and exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation, ViolationKey
    from config_monitor.domain.incidents import Incident, IncidentKey
    from config_monitor.domain.lifecycle import AlertKey
    from config_monitor.domain.queries import ReadPlan


Position = list[str]
"""Where an item is in a list: sort value and keys. It is made of values, so it stays valid when the item is deleted."""


@dataclass(frozen=True)
class Page:
    """Part of a list: items, the position of each, the position to continue after (None: the end), and items read."""

    items: list[dict[str, Any]]
    positions: list[Position]
    end: Position | None
    read: int = 0


class History(Protocol):
    """All events of the last 90 days."""

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """At most `limit` events of a plan after a position; fewer when one request has read its share."""
        ...

    def event(self, event_id: str) -> tuple[dict[str, Any], AlertKey | None] | None:
        """One event by its id, read consistently: its row, and the key of its alert if it has one; None without it."""
        ...


class CurrentViolations(Protocol):
    """The present state of every pair of rule and resource."""

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """At most `limit` violations of a plan after a position; fewer when one request has read its share."""
        ...

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation: its row, and the model read from the row; None when there is none."""
        ...

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        ...

    def day(self, day: date) -> Mapping[str, tuple[int, int]]:
        """Compliant and non-compliant pairs of an earlier day, by account; empty when its figures are not kept."""
        ...


class CurrentIncidents(Protocol):
    """The incidents in their present state."""

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """At most `limit` incidents of a plan after a position; fewer when one request has read its share."""
        ...

    def incident(self, key: IncidentKey) -> tuple[dict[str, Any], Incident] | None:
        """One incident: its row, and the model read from the row; None when there is none."""
        ...


class ExportFile(Protocol):
    """A file that is written in parts."""

    def write(self, data: bytes) -> None:
        """Add bytes."""
        ...

    def finish(self) -> str:
        """Complete the file; returns a link that works for 15 minutes."""
        ...


class ExportStore(Protocol):
    """Storage of exports that are too large for a response."""

    def file(self, content_type: str, ending: str) -> AbstractContextManager[ExportFile]:
        """A new file, created at the first write; a failure leaves nothing of it behind."""
        ...
