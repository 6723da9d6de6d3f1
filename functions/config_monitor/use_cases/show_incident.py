"""Shows one incident with its reports, each with the reason why nobody was notified of it at once."""

from datetime import datetime
from typing import Any

from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import key_of_id
from config_monitor.domain.queries import EventQuery, IncidentDetail
from config_monitor.ports import Alerts, CurrentIncidents, History
from config_monitor.use_cases.timeline_reasons import last_opening, newest_rows, reason_of, stored_reasons


def show_incident(
    incident_id: str, current_incidents: CurrentIncidents, history: History, alerts: Alerts, now: datetime
) -> dict[str, Any] | None:
    """One incident with its timeline; None when there is none of this id."""
    key = key_of_id(incident_id, IncidentKey)
    stored = current_incidents.incident(key) if key else None
    if not key or not stored:
        return None
    row, incident = stored
    resource_id = incident.event.resource_id if incident.event else None
    query = EventQuery(account=key.account, region=key.region, source=key.source, resource_id=resource_id or None)
    delivery = last_opening(incident, alerts)
    reasons = stored_reasons(newest_rows(query, history)) | reason_of(delivery)
    return IncidentDetail.of_incident(row, incident, now, reasons, delivery).model_dump(mode="json")
