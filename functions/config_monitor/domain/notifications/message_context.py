"""The values that templates may use, in the words and links that people read, and what subscribers filter by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from config_monitor.domain.events import Severity, between, config_resource_url, duration_words, parse_instant
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary, resource_url, rule_url
from config_monitor.domain.notifications.buttons import buttons_of, buttons_of_many
from config_monitor.domain.notifications.delivery import SummaryKind
from config_monitor.domain.notifications.notification import Attributes, Button, Span, State, link

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
# How something ended: a sign, the headline of its first message, the beginning of the reply, and the word in a list.
_ENDINGS = {
    "fixed": ("✅", "Resolved: fixed", "Fixed", "fixed"),
    "removed": ("🗑", "Resolved: resource removed", "Resource removed", "removed"),
    "ok": ("✅", "Resolved: OK again", "OK again", "OK again"),
    "closed": ("✅", "Resolved: closed", "Closed", "closed"),
    "completed": ("✅", "Resolved: completed", "Completed", "completed"),
    "archived": ("🗄", "Archived", "Archived", "archived"),
    "deleted": ("🗑", "Resolved: deleted", "Deleted", "deleted"),
    "silent": ("☑", "Resolved: no longer reported", "No longer reported", "no longer reported"),
    "retired": ("🗄", "Ended: account or region retired", "Account or region retired", "retired"),
    "excepted": ("☑", "Excepted", "Excepted", "excepted"),
}
ATTRIBUTE_VALUES = 50
# A source's word for: the trouble has ended.
_OVER = {("aws.cloudwatch", "OK"), ("aws.health", "closed"), ("aws.cloudformation", "IN_SYNC")}
_SIGNS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFORMATIONAL: "⚪",
    Severity.UNRATED: "⚪",
}


class MessageContext(NamedTuple):
    """A template, the values it may use, and what a notification has besides its text."""

    template: str
    values: Mapping[str, Any]
    severity: Severity
    state: State
    attributes: Attributes
    buttons: tuple[Button, ...] = ()
    mention_channel: bool = False


def alert_context(alert: Alert, resolution: Alert | None = None) -> MessageContext:
    """An alert in a message of its own, as it was, or as it is once `resolution` ended it."""
    template = "violation" if alert.violation else _TEMPLATES.get(alert.source, "event")
    context = _context(template, alert, resolution)
    return context._replace(buttons=buttons_of(alert, resolution, is_over=_over(alert)))


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
                "name": name_of(alert),
                "severity": alert.severity.word,
                "worse": alert.previous_severity is not None and alert.severity > alert.previous_severity,
                "previous_severity": alert.previous_severity.word if alert.previous_severity is not None else None,
            }
            for alert in newest[:NAMED]
        ],
        "more": len(newest[NAMED:]),
        "total": len(newest),
        "sign": _SIGNS[severity],
        "happened": minute(max(update.happened_at for update in updates)),
    }
    return MessageContext("updates", values, severity, "open", attributes_of(updates))


def resolutions_context(resolutions: Sequence[Alert]) -> MessageContext:
    """How many violations and incidents ended: those open longest by name, the others counted."""
    longest = sorted(resolutions, key=lambda r: (r.opened_at or r.happened_at, r.alert_id))
    counts = Counter[str](resolution.kind for resolution in resolutions)
    values = {
        "resolutions": [
            {"alert": alert, "name": name_of(alert), "way": _ENDINGS[alert.kind][3], "lasted": lasted(alert)}
            for alert in longest[:NAMED]
        ],
        "more": len(longest[NAMED:]),
        "total": len(resolutions),
        "fixed": _sign_of_many(counts) == "✅",
        "ended": ways(counts),
    }
    severity = max(resolution.severity for resolution in resolutions)
    state = _state_after("fixed" if _sign_of_many(counts) == "✅" else resolutions[0].kind)
    return MessageContext("resolutions", values, severity, state, attributes_of(resolutions))


def summary_context(
    summary: AlertSummary,
    kind: SummaryKind,
    ended: Mapping[str, int],
    alerts: Sequence[Alert] = (),
    members: Sequence[AlertKey] = (),
) -> MessageContext:
    """Many alerts in one message; `ended` counts those that are over by the way they ended.

    `members` are those that people can act on.
    """
    over = sum(ended.values())
    values = {
        "summary": summary,
        "kind": kind,
        "ended": ways(ended),
        "over": over,
        "sign": _SIGNS[summary.severity],
        "span": span(summary.first_at, summary.last_at),
    }
    state: State = "resolved" if over >= summary.total else "baseline" if kind == "baseline" else "open"
    left = len(members) - over
    buttons = buttons_of_many(members[0], left) if left > 0 else ()
    return MessageContext("alert_summary", values, summary.severity, state, attributes_of(alerts), buttons)


def attributes_of(alerts: Iterable[Alert]) -> Attributes:
    """What occurs in alerts, at most 50 values of each kind."""
    values_by_name: dict[str, set[str]] = {name: set() for name in Attributes.model_fields}
    for alert in alerts:
        values = (alert.kind, alert.account, alert.region, alert.source, alert.rule, alert.team)
        for known, value in zip(values_by_name.values(), values, strict=True):
            known |= {value} if value else set()
    return Attributes(**{name: tuple(sorted(known)[:ATTRIBUTE_VALUES]) for name, known in values_by_name.items()})


def _context(template: str, alert: Alert, resolution: Alert | None = None) -> MessageContext:
    ended, shown = _over(alert) or resolution is not None, resolution or alert
    state: State = _state_after(resolution.kind) if resolution else "resolved" if ended else "open"
    values = {
        "alert": alert,
        "resolution": resolution,
        "severity": alert.severity.word,
        "over": ended,
        "kind": alert.group.partition("#")[2],
        "sign": _SIGNS[alert.severity],
        "since": minute(alert.opened_at or alert.happened_at),
        "happened": minute(alert.happened_at),
        "changed_at": minute(alert.change.captured_at) if alert.change else None,
        "until": minute(resolution.resolved_at) if resolution and resolution.resolved_at else None,
        "lasted": lasted(resolution or alert),
        "due": minute(alert.deadline_at) if alert.deadline_at and not ended else None,
        "excepted_until": minute(shown.excepted_until) if shown.excepted_until else None,
        "links": links_of(alert),
        "name": name_of(alert),
        "ending": _ENDINGS[resolution.kind][:3] if resolution else None,
        "acknowledged_by": shown.acknowledged_by,
        "acknowledged": minute(shown.acknowledged_at) if shown.acknowledged_at else None,
        "muted_by": shown.muted_by,
        "muted": minute(shown.muted_until) if shown.muted_until else None,
    }
    return MessageContext(template, values, alert.severity, state, attributes_of([alert]))


def _state_after(kind: str) -> State:
    match kind:
        case "removed" | "excepted":
            return kind
        case "deleted" | "archived" | "silent" | "retired":
            return "removed"
        case _:
            return "resolved"


def _over(alert: Alert) -> bool:
    """Whether the source itself says that the trouble has ended."""
    return (alert.source, alert.status) in _OVER


def minute(instant: str) -> str:
    """A stored instant as people read it."""
    return f"{parse_instant(instant):%Y-%m-%d %H:%M} UTC"


def span(first: str, last: str) -> str:
    """From when to when: `2026-11-24 09:00 to 09:10 UTC`."""
    if minute(first) == minute(last):
        return minute(first)
    begins = minute(first).removesuffix(" UTC")
    return f"{begins} to {minute(last)[11:] if last[:10] == first[:10] else minute(last)}"


def lasted(resolution: Alert) -> str | None:
    """How long a violation was open, once it is not: `3 h 12 min`."""
    if not resolution.opened_at or not resolution.resolved_at:
        return None
    return duration_words(between(resolution.opened_at, resolution.resolved_at))


def links_of(alert: Alert) -> list[Span]:
    """Where to look and act: resource, its timeline, the rule, what AWS says of it."""
    urls = {"Open in the console": alert.console_url}
    if alert.violation and alert.resource_type and alert.resource_id:
        timeline = config_resource_url(alert.region, alert.resource_type, alert.resource_id)
        urls = {"Resource": resource_url(alert), "Timeline": timeline, "Rule": rule_url(alert)}
    links = [link(url, label) for label, url in {**urls, "Documentation": alert.documentation}.items()]
    return [shown for shown in links if shown.text]


def ways(ended: Mapping[str, int]) -> str:
    """How violations and incidents ended, in words: `10 fixed, 2 removed, 1 OK again`."""
    return ", ".join(f"{ended[way]:,} {words}" for way, (_, _, _, words) in _ENDINGS.items() if ended.get(way))


def name_of(alert: Alert) -> str:
    """What people call the subject of an alert: a violation's resource, else the title."""
    return alert.resource_label if alert.violation and alert.resource_id else alert.title


def _sign_of_many(ended: Mapping[str, int]) -> str:
    """The sign of the best way in which some ended."""
    return next((sign for way, (sign, *_) in _ENDINGS.items() if ended.get(way)), "☑")
