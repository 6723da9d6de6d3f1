"""What becomes of an incident by the passing of time alone: silence ends it, and a scheduled change draws near."""

from datetime import timedelta

from config_monitor.domain.events import Severity, format_instant, parse_instant
from config_monitor.domain.incidents.fold import close_if_silent
from config_monitor.domain.incidents.incident import Incident

# A scheduled change that begins within this time is high.
NOTICE = timedelta(days=7)
NEAR_SEVERITY = Severity.HIGH


def due_at(incident: Incident) -> str | None:
    """When to look at an incident again although nothing is reported of it; None for never."""
    return min((instant for instant in (incident.state.silent_at, _near_at(incident)) if instant), default=None)


def as_of(incident: Incident, now: str) -> Incident:
    """The incident at an instant: ended where it has been silent for too long; the very same one otherwise."""
    state = close_if_silent(incident.state, now)
    return incident if state is incident.state else incident.model_copy(update={"state": state})


def is_near(incident: Incident, now: str) -> bool:
    """Whether a scheduled change begins within seven days and its severity was not set for that yet."""
    near_at = _near_at(incident)
    return near_at is not None and near_at <= now


def with_severity_when_near(incident: Incident, severity: Severity) -> Incident:
    """The incident with the severity it has now that its scheduled change is near; it never becomes less severe."""
    if not incident.event:
        return incident
    event = incident.event.model_copy(update={"severity": max(severity, incident.severity)})
    return incident.model_copy(update={"event": event, "raised_for": incident.starts_at})


def _near_at(incident: Incident) -> str | None:
    """When a scheduled change comes near, as long as its severity was not set for that."""
    starts_at = incident.starts_at
    if not incident.is_open or not starts_at or incident.raised_for == starts_at:
        return None
    if incident.severity >= NEAR_SEVERITY:
        return None
    return format_instant(parse_instant(starts_at) - NOTICE)
