"""Reports on one incident, at hours of 2026-11-23, and what they end in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from config_monitor.domain.events import EndedAs, Event, IncidentReport, Severity, format_instant
from config_monitor.domain.incidents import Incident, incident_key, with_report
from config_monitor.domain.lifecycle import KEPT
from config_monitor.domain.policy import Classified, Route

DAY = datetime(2026, 11, 23, tzinfo=UTC)
NEVER_SILENT = "2026-11-24T00:00:00.000Z"

# By source, how its incidents end, in which states they are, and after how many seconds without news they are over.
SOURCES: dict[str, tuple[list[EndedAs], list[str], int | None]] = {
    "aws.cloudwatch": (["ok", "deleted"], ["ALARM", "INSUFFICIENT_DATA"], None),
    "aws.guardduty": (["archived"], ["active"], 30 * 86400),
    "aws.health": (["closed"], ["upcoming", "open"], None),
    "aws.cloudformation": (["completed", "deleted"], ["UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED"], None),
    "config-monitor.agent": ([], ["ERRORS"], 4 * 3600),
}


def at(hour: float) -> str:
    """The stored instant of an hour of the day, or of a day after or before it."""
    return format_instant(DAY + timedelta(hours=hour))


def reported(
    hour: float,
    phase: str = "opened",
    ended_as: EndedAs | None = None,
    severity: Severity = Severity.HIGH,
    status: str | None = None,
    event_id: str | None = None,
    source: str = "aws.cloudwatch",
    **report: Any,
) -> Event:
    """An event that reports on the incident `orchard`; its status is the phase unless the report has one."""
    report_fields = {"identity": "orchard", "kind": "AWS/EC2#CPUUtilization", "occurred_at": at(hour)} | report
    return Event(
        event_id=event_id or f"e{hour}-{phase}",
        account="111122223333",
        region="eu-central-1",
        source=source,
        detail_type="made up",
        detail={"a": "detail"},
        published_at=int((DAY + timedelta(hours=hour)).timestamp()),
        title=f"orchard {phase} at {hour}",
        category="operations",
        severity=severity,
        status=status or phase,
        incident=IncidentReport.model_validate({**report_fields, "phase": phase, "ended_as": ended_as}),
    )


def ended(hour: float, ended_as: EndedAs = "ok", severity: Severity = Severity.INFORMATIONAL, **more: Any) -> Event:
    """An event that reports its end."""
    return reported(hour, "ended", ended_as, severity, **more)


def classified(event: Event) -> Classified:
    """A report that is notified at once."""
    return Classified(event=event, route=Route(channel="operations", notify="immediate"))


def incident_of(*events: Event, now: str = NEVER_SILENT) -> Incident:
    """The incident after events in this order of arrival, as of `now`."""
    first = events[0].incident
    assert first
    incident = Incident(key=incident_key(events[0], first))
    for event in events:
        incident = next_of(incident, event, now)
    return incident


def next_of(incident: Incident, event: Event, now: str = NEVER_SILENT) -> Incident:
    """The incident after one more event, written if it changed."""
    assert event.incident
    after = with_report(incident, event, event.incident, None, None, now)
    return after if after is incident else after.model_copy(update={"version": incident.version + 1})


@st.composite
def reports(draw: st.DrawFn, at_most: int = KEPT) -> list[Event]:
    """Reports of one incident of any source, each an event of its own."""
    source = draw(st.sampled_from(sorted(SOURCES)))
    endings, statuses, silent_after = SOURCES[source]
    events = []
    for n in range(draw(st.integers(1, at_most))):
        common: dict[str, Any] = {"event_id": f"e{n:02}", "source": source, "silent_after": silent_after}
        common["of_part"] = draw(st.booleans())
        common["entities"] = draw(st.sampled_from([(), ("i-1",), ("i-2", "i-3")]))
        phase = draw(st.sampled_from(["opened", "updated", *(["ended"] if endings else [])]))
        hour, severity = draw(st.integers(1, 12)), draw(st.sampled_from(Severity))
        if phase == "ended":
            events.append(ended(hour, draw(st.sampled_from(endings)), severity, **common))
        else:
            status = draw(st.sampled_from(statuses))
            events.append(reported(hour, phase, None, severity, status, count=draw(st.integers(1, 99)), **common))
    return events
