"""Scheduled changes: whether they are near."""

from datetime import datetime, timedelta

from config_monitor.domain.events.instants import parse_instant

IMMINENT = timedelta(days=7)
"""A scheduled change that begins within this time is high."""


def begins_soon(starts_at: str | None, ends_at: str | None, now: datetime) -> bool:
    """Whether a change begins within seven days or is under way; not when it is over or has no start."""
    if starts_at is None:
        return False
    starts = parse_instant(starts_at)
    ends = max(starts, parse_instant(ends_at)) if ends_at else starts
    return starts - IMMINENT <= now <= ends
