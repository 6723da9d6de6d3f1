"""What the templates are given: an alert's facts in the words, colours and links that people read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from config_monitor.domain.events import Severity, between, config_resource_url, duration_words, parse_instant
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary, resource_address, rule_address
from config_monitor.domain.notifications.delivery import Kind
from config_monitor.domain.notifications.escaping import Mrkdwn, link
from config_monitor.domain.notifications.message import GREEN, GREY, colour_of

# Which template speaks of the events of a source; `event` speaks of any other.
_TEMPLATES = {
    "aws.cloudwatch": "cloudwatch",
    "aws.health": "health",
    "aws.guardduty": "guardduty",
    "aws.cloudformation": "cloudformation",
    "config-monitor.agent": "log_errors",
}
ENDINGS_NAMED = 10
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


def template_of(alert: Alert) -> str:
    """The name of the template for an alert told alone, not in its thread."""
    return "violation" if alert.violation else _TEMPLATES.get(alert.source, "event")


def colour_of_alert(alert: Alert, ending: Alert | None = None) -> str:
    """Severity gives the colour while something is wrong; green is fixed or over, grey is gone or excepted."""
    if ending:
        return colour_of_ending(ending)
    return GREEN if over(alert) else colour_of(alert.severity)


def colour_of_ending(ending: Alert) -> str:
    """The colour of the message that says how a violation ended."""
    return GREEN if ending.kind == "fixed" else GREY


def over(alert: Alert) -> bool:
    """Whether the source itself says that the trouble has ended."""
    return (alert.source, alert.status) in _OVER


def facts_of(alert: Alert, ending: Alert | None = None) -> dict[str, Any]:
    """What a template may use of one alert, with the alert that ends it where one is known."""
    return {
        "alert": alert,
        "ending": ending,
        "severity": alert.severity.word,
        "over": over(alert),
        "kind": alert.group.partition("#")[2],
        "sign": sign_of(alert.severity),
        "since": minute(alert.opened_at or alert.happened_at),
        "happened": minute(alert.happened_at),
        "until": minute(ending.resolved_at) if ending and ending.resolved_at else None,
        "lasted": lasted(ending or alert),
        "excepted_until": minute(alert.excepted_until) if alert.excepted_until else None,
        "links": links_of(alert),
    }


def sign_of(severity: Severity) -> str:
    """A sign for people who do not see the colour of the bar, beside the word."""
    return _SIGNS[severity]


def minute(instant: str) -> str:
    """A stored instant as people read it."""
    return f"{parse_instant(instant):%Y-%m-%d %H:%M} UTC"


def span(first: str, last: str) -> str:
    """From when to when: `2026-11-24 09:00 to 09:10 UTC`."""
    if minute(first) == minute(last):
        return minute(first)
    begins = minute(first).removesuffix(" UTC")
    return f"{begins} to {minute(last)[11:] if last[:10] == first[:10] else minute(last)}"


def lasted(ending: Alert) -> str | None:
    """How long a violation was open, once it is not: `3 h 12 min`."""
    if not ending.opened_at or not ending.resolved_at:
        return None
    return duration_words(between(ending.opened_at, ending.resolved_at))


def links_of(alert: Alert) -> list[Mrkdwn]:
    """Where to look and act: resource, its timeline, the rule, what AWS says of it."""
    found = {"Open in the console": alert.console_url}
    if alert.violation and alert.resource_type and alert.resource_id:
        timeline = config_resource_url(alert.region, alert.resource_type, alert.resource_id)
        found = {"Resource": resource_address(alert), "Timeline": timeline, "Rule": rule_address(alert)}
    links = [link(address, label) for label, address in {**found, "Documentation": alert.documentation}.items()]
    return [shown for shown in links if shown]


def facts_of_many(summary_of_alerts: AlertSummary, kind: Kind, ended: Mapping[str, int]) -> dict[str, Any]:
    """What a template may use of many alerts; `ended` counts those that are over by the way they ended."""
    return {
        "summary_of_alerts": summary_of_alerts,
        "kind": kind,
        "ended": ways(ended),
        "over": sum(ended.values()),
        "sign": sign_of(summary_of_alerts.severity),
        "span": span(summary_of_alerts.first_at, summary_of_alerts.last_at),
    }


def colour_of_many(summary_of_alerts: AlertSummary, kind: Kind, ended: Mapping[str, int]) -> str:
    """The colour of the worst, until all are over; a baseline is news, not an alarm."""
    if sum(ended.values()) >= summary_of_alerts.total:
        return GREEN
    return GREY if kind == "baseline" else colour_of(summary_of_alerts.severity)


def facts_of_endings(endings: Sequence[Alert]) -> dict[str, Any]:
    """What a template may use of many endings: the longest few by name, the rest counted."""
    longest = sorted(endings, key=lambda e: (e.opened_at or e.happened_at, e.alert_id))
    return {
        "endings": [{"alert": ending, "lasted": lasted(ending)} for ending in longest[:ENDINGS_NAMED]],
        "more": len(longest[ENDINGS_NAMED:]),
        "total": len(endings),
        "fixed": any(ending.kind == "fixed" for ending in endings),
        "ended": ways(Counter(ending.kind for ending in endings)),
    }


def ways(ended: Mapping[str, int]) -> str:
    """How violations ended, in words: `10 fixed, 2 removed`."""
    return ", ".join(f"{ended[way]:,} {way}" for way in ("fixed", "removed", "excepted") if ended.get(way))
