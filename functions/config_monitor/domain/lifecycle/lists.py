"""The list that something with a beginning and an end is in."""

from typing import Literal

from config_monitor.domain.lifecycle.lifecycle import Lifecycle


def list_of[Ended: str](thing: Lifecycle, ended: Ended) -> Literal["open", "excepted"] | Ended | None:
    """`open`, `excepted`, or the word for what has ended; None for what is not known to have been open."""
    if thing.opened_at is None:
        return None
    if thing.is_open:
        return "excepted" if thing.exception else "open"
    return ended
