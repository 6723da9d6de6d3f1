"""From when a deadline runs, never from before somebody could have known, and when people are reminded of it."""

from config_monitor.domain.events import format_instant, parse_instant
from config_monitor.domain.lifecycle.lifecycle import Lifecycle


def with_deadline[T: Lifecycle](before: Lifecycle, after: T, now: str) -> T:
    """What changed at `now`, with the instant from which its deadline runs; the same object if nothing changes.

    That is the later of its opening and the time at which it became known, so that what was open for months when
    it was first received is not overdue on its first day. After an exception it runs anew.
    """
    if after.exception:
        return after if after.deadline_from is None else after.model_copy(update={"deadline_from": None})
    if not after.is_open:
        return after  # reports ask whether it ended in time
    opened_anew = not before.is_open or (after.opened_at or "") > (before.opened_at or "")
    if before.deadline_from and not opened_anew and not before.exception:
        return after
    return after.model_copy(update={"deadline_from": max(after.opened_at or "", now)})


def next_follow_up(thing: Lifecycle) -> str | None:
    """When an open one is to be looked at next: at the end of a person's mute, else when people are to be reminded."""
    return thing.muted_until if thing.is_open and thing.muted_until else next_reminder(thing)


def next_reminder(thing: Lifecycle) -> str | None:
    """When people are to be reminded of it next: at half of its time, unless somebody acknowledged it, and at the end.

    None where it has no deadline, or no message that a reminder could answer.
    """
    deadline, reminded = thing.deadline_at, thing.reminded_at or ""
    if not thing.alert or not deadline or not thing.deadline_from or reminded >= deadline:
        return None
    if thing.acknowledged_by or reminded >= thing.deadline_from:
        return deadline
    begins = parse_instant(thing.deadline_from)
    return format_instant(begins + (parse_instant(deadline) - begins) / 2)
