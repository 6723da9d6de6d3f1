"""The present, and waiting."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The present, as an aware datetime in UTC."""

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        ...


class Pause(Protocol):
    """Waiting before something is tried again."""

    def __call__(self, attempt: int, /) -> None:
        """Wait after an attempt, counted from 1."""
        ...
