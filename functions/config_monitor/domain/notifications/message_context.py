"""The values that templates may use, and what subscribers filter by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from config_monitor.domain.events import Severity, format_minute, last_day
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary
from config_monitor.domain.notifications.alert_words import (
    ENDINGS,
    SIGNS,
    View,
    is_over,
    lasted,
    links_of,
    sign_of_many,
    state_after,
    time_span,
    view_of,
    view_of_many,
    ways,
)
from config_monitor.domain.notifications.buttons import buttons_of, buttons_of_many
from config_monitor.domain.notifications.delivery import Batch, SummaryAction, SummaryKind
from config_monitor.domain.notifications.notification import Attributes, Button, State

# Which template is for the events of a source; `event` is for any other.
_TEMPLATES = {
    "aws.cloudwatch": "cloudwatch",
    "aws.health": "health",
    "aws.guardduty": "guardduty",
    "aws.cloudformation": "cloudformation",
    "config-monitor.agent": "log_errors",
    "monitoring.agent.logs": "log_errors",
}
NAMED = 10
ATTRIBUTE_VALUES = 50


class MessageContext(NamedTuple):
    """A template, the values it may use, and what a notification has besides its text."""

    template: str
    values: Mapping[str, Any]
    severity: Severity
    state: State
    attributes: Attributes
    buttons: tuple[Button, ...] = ()
    mention_channel: bool = False
    view: View | None = None


def alert_context(alert: Alert, resolution: Alert | None = None) -> MessageContext:
    """An alert in a message of its own, as it was, or as it is once `resolution` ended it."""
    template = "violation" if alert.violation else _TEMPLATES.get(alert.source, "event")
    context = _context(template, alert, resolution)
    return context._replace(buttons=buttons_of(alert, resolution, is_over=is_over(alert)))


def flapping_context(alert: Alert) -> MessageContext:
    """A flapping violation that opened once more, for the thread of the message about the flapping."""
    return _context("flapping", alert)


def resolution_context(resolution: Alert) -> MessageContext:
    """How one violation or incident ended."""
    return _context("resolution", resolution, resolution)


def updates_context(updates: Sequence[Alert]) -> MessageContext:
    """What changed of incidents that are still open, each by name up to ten, the others counted."""
    newest = sorted(updates, key=lambda update: (-update.severity, update.happened_at, update.alert_id))
    severity = newest[0].severity
    values = {
        "updates": [
            {
                "alert": alert,
                "name": alert.name,
                "severity": alert.severity.word,
                "worse": alert.previous_severity is not None and alert.severity > alert.previous_severity,
                "previous_severity": alert.previous_severity.word if alert.previous_severity is not None else None,
            }
            for alert in newest[:NAMED]
        ],
        "more": len(newest[NAMED:]),
        "total": len(newest),
        "sign": SIGNS[severity],
        "happened": format_minute(max(update.happened_at for update in updates)),
    }
    return MessageContext("updates", values, severity, "open", attributes_of(updates))


def resolutions_context(resolutions: Sequence[Alert]) -> MessageContext:
    """How many violations and incidents ended: those open longest by name, the others counted."""
    longest = sorted(resolutions, key=lambda r: (r.opened_at or r.happened_at, r.alert_id))
    counts = Counter[str](resolution.kind for resolution in resolutions)
    values = {
        "resolutions": [
            {"alert": alert, "name": alert.name, "way": ENDINGS[alert.kind][3], "lasted": lasted(alert)}
            for alert in longest[:NAMED]
        ],
        "more": len(longest[NAMED:]),
        "total": len(resolutions),
        "fixed": sign_of_many(counts) == "✅",
        "ended": ways(counts),
    }
    severity = max(resolution.severity for resolution in resolutions)
    state = state_after("fixed" if sign_of_many(counts) == "✅" else resolutions[0].kind)
    return MessageContext("resolutions", values, severity, state, attributes_of(resolutions))


def summary_context(
    summary: AlertSummary,
    kind: SummaryKind,
    ended: Mapping[str, int],
    alerts: Sequence[Alert] = (),
    members: Sequence[AlertKey] = (),
    actions: Sequence[SummaryAction] = (),
) -> MessageContext:
    """Many alerts in one message; `ended` counts those that are over by the way they ended.

    `members` are those that people can act on, `actions` what they did to all of these.
    """
    over = sum(ended.values())
    values: dict[str, Any] = {
        "summary": summary,
        "kind": kind,
        "ended": ways(ended),
        "over": over,
        "sign": SIGNS[summary.severity],
        "span": time_span(summary.first_at, summary.last_at),
        "actions": [
            {
                "kind": each.kind,
                "by": each.by,
                "at": format_minute(each.at),
                "until": each.until if each.kind == "except" else format_minute(each.until) if each.until else None,
                "number": each.number,
            }
            for each in actions
            if not each.undone
        ],
        "links": [],
    }
    state: State = "resolved" if over >= summary.total else "baseline" if kind == "baseline" else "open"
    buttons = buttons_of_many(members[0], max(len(members) - over, 0), actions) if members else ()
    attributes, view = attributes_of(alerts), view_of_many(summary)
    return MessageContext("alert_summary", values, summary.severity, state, attributes, buttons, view=view)


def batch_context(batch: Batch, alerts: Sequence[Alert] = ()) -> MessageContext:
    """The message about many alerts as it stands: what of it is over, and what people did to all of it."""
    return summary_context(batch.summary, batch.kind, batch.counts, alerts, batch.keys, batch.actions)


def attributes_of(alerts: Iterable[Alert]) -> Attributes:
    """What occurs in alerts, at most 50 values of each kind."""
    values_by_name: dict[str, set[str]] = {name: set() for name in Attributes.model_fields}
    for alert in alerts:
        values = (alert.kind, alert.account, alert.region, alert.source, alert.rule, alert.team)
        for known, value in zip(values_by_name.values(), values, strict=True):
            known |= {value} if value else set()
    return Attributes(**{name: tuple(sorted(known)[:ATTRIBUTE_VALUES]) for name, known in values_by_name.items()})


def _context(template: str, alert: Alert, resolution: Alert | None = None) -> MessageContext:
    ended, shown = is_over(alert) or resolution is not None, resolution or alert
    status, previous_status = alert.status, alert.previous_status
    if resolution and resolution.status not in (None, alert.status):
        status, previous_status = resolution.status, alert.status
    state: State = state_after(resolution.kind) if resolution else "resolved" if ended else "open"
    values = {
        "alert": alert,
        "resolution": resolution,
        "severity": alert.severity.word,
        "status": status,
        "previous_status": previous_status,
        "over": ended,
        "kind": alert.group.partition("#")[2],
        "sign": SIGNS[alert.severity],
        "since": format_minute(alert.opened_at or alert.happened_at),
        "happened": format_minute(alert.happened_at),
        "changed_at": format_minute(alert.change.captured_at) if alert.change else None,
        "until": format_minute(resolution.resolved_at) if resolution and resolution.resolved_at else None,
        "lasted": lasted(resolution or alert),
        "due": format_minute(alert.deadline_at) if alert.deadline_at and not ended else None,
        "excepted_until": last_day(shown.excepted_until) if shown.excepted_until else None,
        "links": links_of(alert),
        "reported": _reported(alert),
        "name": alert.name,
        "ending": ENDINGS[resolution.kind][:3] if resolution else None,
        "acknowledged_by": shown.acknowledged_by,
        "acknowledged": format_minute(shown.acknowledged_at) if shown.acknowledged_at else None,
        "muted_by": shown.muted_by,
        "muted": format_minute(shown.muted_until) if shown.muted_until else None,
    }
    return MessageContext(template, values, alert.severity, state, attributes_of([alert]), view=view_of(alert))


def _reported(alert: Alert) -> str | None:
    """What the source reports about it, unless the headline or a fact has the same words."""
    words = (alert.annotation or "").strip().removesuffix(".")
    shown = (alert.title, *(fact.value for fact in alert.facts))
    return None if not words or any(words in each for each in shown) else alert.annotation
