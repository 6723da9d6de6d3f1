"""The parts of figures: what one rule comes to, and what became of one event, and kinds of events."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from pydantic import BaseModel

KEPT_KINDS = 50


class RuleFigures(BaseModel):
    """Counts of one canonical rule."""

    severity: int = 0
    open: int = 0
    new: int = 0
    reopened: int = 0
    resolved: int = 0
    not_notified: int = 0
    """Openings without an alert of their own: the report lists them."""


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What became of a stored event.

    `detected_after` is None for what is no violation and for what a backfill stored, whose age says nothing of
    detection; `delivered` is None where nobody was to be notified at once; `left` has source and title of what is no
    violation and was left to the report.
    """

    published_at: str
    severity: int
    detected_after: int | None = None
    delivered: bool | None = None
    left: tuple[str, str] | None = None


class OtherEvents(BaseModel):
    """Events that are no violations and got no alert of their own, of one kind."""

    source: str
    title: str
    severity: int
    count: int

    @property
    def kind(self) -> str:
        """What they have in common."""
        return f"{self.severity}#{self.source}#{self.title}"

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sort key: the worst and most first."""
        return (-self.severity, -self.count, self.kind)


def fairly_chosen(parts: Iterable[Iterable[OtherEvents]]) -> dict[str, OtherEvents]:
    """At most `KEPT_KINDS` kinds over all accounts, by kind, the worst and most first.

    Each account's worst are taken in turn, so that the kinds of one do not displace those of another.
    """
    by_account = [sorted(part, key=lambda events: events.rank) for part in parts]
    chosen: dict[str, OtherEvents] = {}
    for turn in zip_longest(*by_account):
        for events in sorted(filter(None, turn), key=lambda events: events.rank):
            if len(chosen) < KEPT_KINDS:
                chosen.setdefault(events.kind, events.model_copy(update={"count": 0}))
    for events in (events for part in by_account for events in part if events.kind in chosen):
        chosen[events.kind].count += events.count
    return {events.kind: events for events in sorted(chosen.values(), key=lambda events: events.rank)}
