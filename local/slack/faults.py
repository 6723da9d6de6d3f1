"""Lets a test make Slack fail: a list of faults, one for each of the next requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Fault(BaseModel):
    """How one request is to be answered; exactly one kind of trouble."""

    model_config = ConfigDict(extra="forbid", strict=True)

    status: int | None = None
    retry_after: int | float | str | None = None
    hang: float | None = None
    took: bool = False
    reset: bool = False
    ok: Literal[False] | None = None
    error: str = "fatal_error"


_LIST = TypeAdapter(list[Fault])


@dataclass
class Faults:
    """The faults still to come. May be used from several threads."""

    _next: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, faults: Any) -> int:
        """Queue a JSON list of faults and answer how many are queued; raises ValidationError (a ValueError)."""
        added = _LIST.validate_python(faults)
        with self._lock:
            self._next += added
            return len(self._next)

    def clear(self) -> None:
        """From now on Slack works."""
        with self._lock:
            self._next.clear()

    def take(self) -> Fault | None:
        """The fault of the request that just came."""
        with self._lock:
            return self._next.pop(0) if self._next else None
