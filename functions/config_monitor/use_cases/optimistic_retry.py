"""Optimistic locking in one place: read, decide and write again while others change the same items in between."""

from collections.abc import Callable
from itertools import chain, count

from config_monitor.errors import StorageBusy, WriteConflict
from config_monitor.ports.clock import Pause

ATTEMPTS = 8
"""How often a step is tried; then the state machine's own retry takes over."""


def retry_on_conflict[T](step: Callable[[], T], pause: Pause, subject: object) -> T:
    """What a step returns that reads, decides and writes; it is repeated from its reads after a WriteConflict.

    Raises StorageBusy, naming the subject, when each attempt ended in a conflict.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return step()
        except WriteConflict:
            if attempt < ATTEMPTS:
                pause(attempt)
    raise StorageBusy(f"{subject}: changed by others {ATTEMPTS} times in a row")


def retry_change[S, T](
    read: S, read_again: Callable[[], S], change: Callable[[S], T], pause: Pause, subject: object
) -> T:
    """The same for a step that is given what it changes: as it was `read`, and read again after each WriteConflict."""
    versions = chain([read], (read_again() for _ in count()))
    return retry_on_conflict(lambda: change(next(versions)), pause, subject)
