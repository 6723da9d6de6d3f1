"""The parts of figures: what one rule comes to, and what became of one event."""

from dataclasses import dataclass

from pydantic import BaseModel


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
    detection; `delivered` is None where nobody was to be notified at once.
    """

    published_at: str
    severity: int
    detected_after: int | None = None
    delivered: bool | None = None
