"""Changes of an incident without an event: it ends by silence, its exception ends, its scheduled change comes near."""

from config_monitor.domain.events import IMMINENT, Severity, format_instant, parse_instant
from config_monitor.domain.incidents.incident import Incident
from config_monitor.domain.incidents.transitions import IncidentTransition, close_if_silent, fold
from config_monitor.domain.lifecycle import fold_in

NEAR_SEVERITY = Severity.HIGH


def due_at(incident: Incident) -> str | None:
    """When UpdateIncidents is to look at an incident without a new report; None for never."""
    excepted_until = incident.excepted_until if incident.is_open else None
    return min(filter(None, (incident.state.silent_at, _near_at(incident), excepted_until)), default=None)


def as_of(incident: Incident, now: str) -> Incident:
    """The incident at an instant: ended where it had no report for too long, else the same object."""
    state = close_if_silent(incident.state, now)
    return incident if state is incident.state else incident.model_copy(update={"state": state})


def with_retirement(incident: Incident, now: str, event_id: str) -> Incident:
    """The incident ended with its account or region, not before its newest report; a report that follows opens it."""
    state = incident.state
    end = IncidentTransition(
        occurred_at=max(now, incident.occurred_at),
        phase="ended",
        ended_as="retired",
        status=state.status,
        count=state.count,
        suppressed=state.suppressed,
        event_id=event_id,
    )
    folded = fold_in(incident.base, incident.transitions, end, fold)
    if folded is None:
        return incident
    base, kept = folded
    return incident.model_copy(update={"base": base, "transitions": kept, "state": fold(base, kept)})


def reported_severity(incident: Incident, now: str) -> Severity:
    """The severity before the policy decides: at least high when a scheduled change begins within seven days."""
    starts_at = incident.starts_at
    near = _is_near(incident, now) and starts_at is not None and starts_at > now
    own = _of_source(incident)
    return max(own, NEAR_SEVERITY) if near or (starts_at and incident.raised_for == starts_at) else own


def with_decision(
    incident: Incident,
    severity: Severity,
    exception: str | None,
    excepted_until: str | None,
    now: str,
    deadline_days: int | None = None,
) -> Incident:
    """An open incident with the policy's decision at an instant; the same object if nothing changes."""
    event = incident.event
    if not event or not incident.is_open:
        return incident
    own = _of_source(incident)
    rated = {"severity": severity, "source_severity": own if severity is not own else None}
    decided = incident.model_copy(
        update={
            "event": event.model_copy(update=rated),
            "exception": exception,
            "excepted_until": excepted_until,
            "deadline_days": deadline_days,
            "raised_for": incident.starts_at if _is_near(incident, now) else incident.raised_for,
        }
    )
    return incident if decided == incident else decided


def _of_source(incident: Incident) -> Severity:
    event = incident.event
    return incident.severity if event is None or event.source_severity is None else event.source_severity


def _is_near(incident: Incident, now: str) -> bool:
    near_at = _near_at(incident)
    return near_at is not None and near_at <= now


def _near_at(incident: Incident) -> str | None:
    """When a scheduled change is to become high; None when it is high already or was set for this start before."""
    starts_at = incident.starts_at
    if not incident.is_open or not starts_at or incident.raised_for == starts_at:
        return None
    if incident.severity >= NEAR_SEVERITY:
        return None
    return format_instant(parse_instant(starts_at) - IMMINENT)
