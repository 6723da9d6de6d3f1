"""Reports on one incident, at hours of 2026-11-23, and what they end in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from config_monitor.domain.events import EndedAs, Event, IncidentReport, Severity, format_instant
from config_monitor.domain.incidents import Incident, incident_key, with_report

DAY = datetime(2026, 11, 23, tzinfo=UTC)
NEVER_SILENT = "2026-11-24T00:00:00.000Z"


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
    """An event that reports on the incident `orchard`; its status is the phase unless said otherwise."""
    said = {"identity": "orchard", "kind": "AWS/EC2#CPUUtilization", "occurred_at": at(hour)} | report
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
        incident=IncidentReport.model_validate({**said, "phase": phase, "ended_as": ended_as}),
    )


def ended(hour: float, ended_as: EndedAs = "ok", severity: Severity = Severity.INFORMATIONAL, **more: Any) -> Event:
    """An event that reports its end."""
    return reported(hour, "ended", ended_as, severity, **more)


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
