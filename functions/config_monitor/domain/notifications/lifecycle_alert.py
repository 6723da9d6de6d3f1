"""Which changes of a violation or an incident have an alert: the same rules for both."""

from collections.abc import Callable
from typing import Literal

from config_monitor.domain.lifecycle import ClosedAs, Lifecycle
from config_monitor.domain.notifications.alert import Alert, AlertKind, Opening

# What people did about the last opening, and whom it was escalated to.
UNTIL_IT_OPENS = ("acknowledged_by", "acknowledged_at", "escalation", "escalation_channel")

LifecycleChange = Opening | ClosedAs | Literal["updated", "unchanged"]


def notify_lifecycle[T: Lifecycle](
    notify: Literal["immediate", "digest", "none"],
    before: T,
    after: T,
    change: LifecycleChange,
    alert_of_kind: Callable[[T, AlertKind], Alert],
) -> tuple[T, list[Alert]]:
    """The alerts of a change, and `after` with the key of the alert of its last opening.

    An opening has an alert if `notify` is `immediate`. An update and an end have one in the channel of the opening's
    alert, and only if there is that alert, whatever their own route says. An exception that begins counts as an end,
    and one that ends as an opening. An acknowledgement holds until the next opening.
    """
    match _with_exceptions(before, after, change):
        case "opened" | "reopened" as opens:
            anew = after.model_copy(update=dict.fromkeys(UNTIL_IT_OPENS))
            after, opening = _opening(notify, before, anew, opens, alert_of_kind)
            return after, [*_missed_end(before, after, alert_of_kind), *opening]
        case "unchanged":
            return after, []
        case _ if before.alert is None:
            return after, []
        case follow_up:
            alert = alert_of_kind(after, follow_up)
            alerts = [_in_thread_of(before, alert)] if follow_up == "updated" else _in_threads_of(before, alert)
            return (after.without_alert() if follow_up == "excepted" else _notified_of(after, alert)), alerts


def _with_exceptions(before: Lifecycle, after: Lifecycle, change: LifecycleChange) -> LifecycleChange:
    """The change with exceptions: one that begins while it is open is `excepted`, one that ends an opening."""
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
        return after.without_alert(), []
    alert = alert_of_kind(after, change)
    if alert.flapping and before.alert_channel == alert.channel:
        alert = alert.model_copy(update={"previous_alert": before.alert})
    opened = {"alert": alert.key, "alert_channel": alert.channel, "notified_severity": alert.severity}
    return after.model_copy(update=opened), [alert]


def _notified_of[T: Lifecycle](thing: T, alert: Alert) -> T:
    """A severity is news once: one that falls and rises again is not notified again until it is higher than ever."""
    highest = max(thing.notified_severity or alert.severity, alert.severity)
    return thing.model_copy(update={"notified_severity": highest})


def _missed_end[T: Lifecycle](before: T, after: T, alert_of_kind: Callable[[T, AlertKind], Alert]) -> list[Alert]:
    """The alert of an end that became known only with the next opening; empty when there is none."""
    if not before.is_open or not before.alert or not after.state.ended_before:
        return []
    resolved_at, closed_as = after.state.ended_before
    times = {"opened_at": before.opened_at, "resolved_at": resolved_at, "happened_at": resolved_at}
    return _in_threads_of(before, alert_of_kind(after, closed_as).model_copy(update=times))


def _in_threads_of(before: Lifecycle, alert: Alert) -> list[Alert]:
    """An end in the thread of its opening, and in that of the message by which it was escalated."""
    ends = [_in_thread_of(before, alert)]
    if before.escalation:
        elsewhere = {"channel": before.escalation_channel, "opening_alert": before.escalation}
        ends.append(alert.model_copy(update={**elsewhere, "alert_id": f"{alert.alert_id}-escalated"}))
    return ends


def _in_thread_of(before: Lifecycle, alert: Alert) -> Alert:
    return alert.model_copy(update={"channel": before.alert_channel, "opening_alert": before.alert})
