"""Store an event that reports on an incident, move the incident on and write the alerts to send: all or nothing."""

from datetime import datetime

from config_monitor.domain.compliance import Persisted
from config_monitor.domain.events import IncidentReport, format_instant, from_epoch
from config_monitor.domain.incidents import change_between, incident_key, with_report
from config_monitor.domain.lifecycle import with_deadline
from config_monitor.domain.notifications import DUPLICATE, Alert, left_to_digest, notify_incident, reason_of_incident
from config_monitor.domain.policy import Classified
from config_monitor.ports import Ledger, Record


def persist_incident(classified: Classified, report: IncidentReport, ledger: Ledger, now: datetime) -> Persisted:
    """One attempt. Raises WriteConflict when others changed the incident between read and write, and StorageBusy."""
    event, route = classified.event, classified.route
    before = ledger.incident(incident_key(event, report))
    excepted, at = (route.exception, route.excepted_until), format_instant(now)
    after = with_report(before, event, report, *excepted, at, route.deadline_days)
    alerts: list[Alert] = []
    if after is not before:
        created_at = from_epoch(event.published_at)
        after = with_deadline(before, after, at)
        after, alerts = notify_incident(route, before, after, event.event_id, created_at, event.annotation)
    in_digest = left_to_digest(route, before, after)
    reason = None if alerts else reason_of_incident(route, before, after)
    changes = [(before, after)] if after is not before else []
    record = Record(classified.with_reason(reason), incidents=changes, alerts=alerts, in_digest=in_digest)
    if ledger.record(record, now) == "duplicate":
        return Persisted(outcome="duplicate", reason=DUPLICATE)
    return Persisted(
        outcome="stored",
        change=change_between(before, after),
        notify="immediate" if alerts else "digest" if in_digest else "none",
        reason=reason,
        alerts=[alert.key for alert in alerts],
    )
