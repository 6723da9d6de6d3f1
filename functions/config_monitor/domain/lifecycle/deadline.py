"""From when a deadline runs: never from before somebody could have known."""

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
