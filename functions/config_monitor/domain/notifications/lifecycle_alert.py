"""Which alerts the life of a violation or an incident calls for: the same rules for both."""

from collections.abc import Callable
from typing import Literal

from config_monitor.domain.lifecycle import ClosedAs, Lifecycle
from config_monitor.domain.notifications.alert import Alert, AlertKind, Opening

LifecycleChange = Opening | ClosedAs | Literal["updated", "unchanged"]


def notify_lifecycle[T: Lifecycle](
    notify: Literal["immediate", "digest", "none"],
    before: T,
    after: T,
    change: LifecycleChange,
    alert_of_kind: Callable[[T, AlertKind], Alert],
) -> tuple[T, list[Alert]]:
    """The alerts that a change calls for, and the thing that remembers the alert of its last opening.

    An opening is notified if its route says at once. An update and an end are notified where the opening was, and only
    then, whatever their own route says. To be excepted is an end for those who were notified of the opening, and an
    exception that ended is notified as an opening. An acknowledgement holds until the next opening.
    """
    match _with_exceptions(before, after, change):
        case "opened" | "reopened" as opens:
            anew = after.model_copy(update={"acknowledged_by": None, "acknowledged_at": None})
            after, opening = _opening(notify, before, anew, opens, alert_of_kind)
            return after, [*_missed_end(before, after, alert_of_kind), *opening]
        case "unchanged":
            return after, []
        case _ if before.alert is None:
            return after, []
        case follows:
            alert = _in_thread_of(before, alert_of_kind(after, follows))
            return (_without_alert(after) if follows == "excepted" else after), [alert]


def _with_exceptions(before: Lifecycle, after: Lifecycle, change: LifecycleChange) -> LifecycleChange:
    """The change as it is notified: an exception that begins or ends changes what it means to be open."""
    if change not in ("unchanged", "updated") or not (before.is_open and after.is_open):
        return change
    if after.exception and not before.exception:
        return "excepted"
    if before.exception and not after.exception:
        return "reopened" if after.reopened else "opened"
    return change


def _opening[T: Lifecycle](
    notify: str, before: T, after: T, change: Opening, alert_of_kind: Callable[[T, AlertKind], Alert]
) -> tuple[T, list[Alert]]:
    if notify != "immediate" or after.exception:
        return _without_alert(after), []
    alert = alert_of_kind(after, change)
    if alert.flapping and before.alert_channel == alert.channel:
        alert = alert.model_copy(update={"previous_alert": before.alert})
    return after.model_copy(update={"alert": alert.key, "alert_channel": alert.channel}), [alert]


def _missed_end[T: Lifecycle](before: T, after: T, alert_of_kind: Callable[[T, AlertKind], Alert]) -> list[Alert]:
    """The end of what was open, when it became known only with the next opening."""
    if not before.is_open or not before.alert or not after.state.ended_before:
        return []
    resolved_at, closed_as = after.state.ended_before
    alert = alert_of_kind(after, closed_as)
    return [
        _in_thread_of(before, alert).model_copy(
            update={"opened_at": before.opened_at, "resolved_at": resolved_at, "happened_at": resolved_at}
        )
    ]


def _in_thread_of(before: Lifecycle, alert: Alert) -> Alert:
    return alert.model_copy(update={"channel": before.alert_channel, "opening_alert": before.alert})


def _without_alert[T: Lifecycle](thing: T) -> T:
    return thing.model_copy(update={"alert": None, "alert_channel": None})
