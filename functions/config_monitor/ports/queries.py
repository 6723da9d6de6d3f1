"""Lists of events and violations as the API answers them, and exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.compliance import Violation, ViolationKey
    from config_monitor.domain.queries import Plan


Place = list[str]
"""Where an item lies in a list, by value, so that it stays a place when the item is gone: order, pk, sk."""


@dataclass(frozen=True)
class Page:
    """Part of a list: the items, the place of each, after which place to go on (None: at the end), and items read."""

    items: list[dict[str, Any]]
    places: list[Place]
    end: Place | None
    read: int = 0


class History(Protocol):
    """All events of the last 90 days."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """At most `limit` events of a plan from after a place on; fewer when the work for one request is done."""
        ...

    def event(self, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        ...


class CurrentViolations(Protocol):
    """How every pair of rule and resource stands now."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """At most `limit` violations of a plan from after a place on; fewer when the work for one request is done."""
        ...

    def violation(self, key: ViolationKey) -> tuple[dict[str, Any], Violation] | None:
        """One violation, as stored and as the fold knows it."""
        ...

    def counters_by_account(self) -> Iterator[tuple[str, dict[str, int]]]:
        """By account, the live counts of each of its regions and shards."""
        ...

    def day(self, day: date) -> Mapping[str, tuple[int, int]]:
        """Compliant and non-compliant pairs of an earlier day, by account; empty when its figures are not kept."""
        ...


class ExportFile(Protocol):
    """A file that grows."""

    def write(self, data: bytes) -> None:
        """Take in bytes."""
        ...

    def finish(self) -> str:
        """End the file; a link to it that works for a quarter of an hour."""
        ...


class ExportStore(Protocol):
    """Where exports lie that are too large for an answer."""

    def file(self, content_type: str, ending: str) -> AbstractContextManager[ExportFile]:
        """A new file, which comes to be when something is written; a failure leaves nothing of it behind."""
        ...
