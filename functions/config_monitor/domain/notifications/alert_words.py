"""Signs, words and links by which people read of an alert, whichever template it is in."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from config_monitor.domain.events import (
    Severity,
    between,
    config_resource_url,
    duration_words,
    format_minute,
    to_epoch,
)
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.notifications.alert import Alert
from config_monitor.domain.notifications.alert_summary import AlertSummary, resource_url, rule_url
from config_monitor.domain.notifications.notification import Span, State, link


class View(NamedTuple):
    """A view of the page for people: what its link says, and where it is below the page's address."""

    label: str
    address: str


# How something ended: a sign, the headline of its first message, the beginning of the reply, and the word in a list.
ENDINGS = {
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
# A source's word for: the trouble has ended.
_OVER = {("aws.cloudwatch", "OK"), ("aws.health", "closed"), ("aws.cloudformation", "IN_SYNC")}
SIGNS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFORMATIONAL: "⚪",
    Severity.UNRATED: "⚪",
}


def state_after(kind: str) -> State:
    """The state of a message about something that ended in this way."""
    match kind:
        case "removed" | "excepted":
            return kind
        case "deleted" | "archived" | "silent" | "retired":
            return "removed"
        case _:
            return "resolved"


def is_over(alert: Alert) -> bool:
    """Whether the source itself says that the trouble has ended."""
    return (alert.source, alert.status) in _OVER


def time_span(first: str, last: str) -> str:
    """From when to when: `2026-11-24 09:00 to 09:10 UTC`."""
    if format_minute(first) == format_minute(last):
        return format_minute(first)
    begins = format_minute(first).removesuffix(" UTC")
    return f"{begins} to {format_minute(last)[11:] if last[:10] == first[:10] else format_minute(last)}"


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


def view_of(alert: Alert) -> View:
    """What an alert is about, on the page for people."""
    if alert.violation:
        return View("Full history", f"#/violation/{id_of_key(alert.violation)}")
    if alert.incident:
        return View("Full history", f"#/incident/{id_of_key(alert.incident)}")
    return View("The whole event", f"#/event/{to_epoch(alert.created_at)}-{quote(alert.alert_id, safe='')}")


def view_of_many(summary: AlertSummary) -> View:
    """The list of what many alerts are about: of their rule, if it is one."""
    if summary.events:
        return View("Open incidents", "#/incidents")
    query = f"?rule_name={quote(summary.lines[0].group, safe='')}" if summary.groups == 1 and summary.lines else ""
    return View("All that is open", f"#/violations{query}")


def ways(ended: Mapping[str, int]) -> str:
    """How violations and incidents ended, in words: `10 fixed, 2 removed, 1 OK again`."""
    return ", ".join(f"{ended[way]:,} {words}" for way, (_, _, _, words) in ENDINGS.items() if ended.get(way))


def sign_of_many(ended: Mapping[str, int]) -> str:
    """The sign of the best way in which some ended."""
    return next((sign for way, (sign, *_) in ENDINGS.items() if ended.get(way)), "☑")
