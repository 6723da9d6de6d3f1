"""What the table holds of incidents: keys and attributes, to and from the domain's models."""

import json
from typing import Any

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.lifecycle_rows import lifecycle_attributes, lifecycle_fields
from config_monitor.domain.events import RETENTION_SECONDS, Event, to_epoch
from config_monitor.domain.incidents import Incident, IncidentKey, IncidentState, IncidentTransition, due_at, list_state
from config_monitor.domain.lifecycle import next_follow_up

INCIDENT_COUNTERS = "INCIDENT_COUNTERS"
"""The hash key of the counters of incidents; their range keys begin with account and region."""
DUE = "incident"
"""The value of `due` on incidents that time changes, or of whose deadline people are to be reminded, at `due_at`."""
LIST_PREFIX = "incident#"
"""Incidents share the indexes of violations' lists; this before each list's name keeps the two apart."""


def incident_key(key: IncidentKey) -> Key:
    """The primary key of an incident."""
    return Key(incidents_partition(key.account, key.region), f"{key.source}#{key.identity}")


def incidents_partition(account: str, region: str) -> str:
    """The hash key of all incidents of an account and region."""
    return f"INCIDENT#{account}#{region}"


def key_from(row: Row) -> IncidentKey:
    """Which incident a row is about."""
    return IncidentKey(**{name: row[name] for name in IncidentKey.model_fields})


def incident_attributes(incident: Incident) -> dict[str, Any]:
    """All that is known, flat for people and queries; None means the attribute is not there."""
    state, due = incident.state, min(filter(None, (due_at(incident), next_follow_up(incident))), default=None)
    return {
        **incident.key.model_dump(),
        **_list_keys(incident),
        **lifecycle_attributes(incident),
        **(_described(incident, incident.event) if incident.event else {}),
        "kind": incident.kind,
        "severity": int(incident.severity),
        "status": state.status or None,
        "since": state.since,
        "occurred_at": incident.occurred_at,
        "closed_as": incident.closed_as,
        "count": state.count,
        "entities": list(incident.entities) or None,
        "due": DUE if due else None,
        "due_at": due,
        "raised_for": incident.raised_for,
        "notified_statuses": list(incident.notified_statuses) or None,
        "expired_at": None if incident.is_open else to_epoch(incident.occurred_at) + RETENTION_SECONDS,
        "attributes_from": json.dumps(incident.attributes_from),
        "cause": json.dumps(incident.cause) if incident.cause else None,
        "transitions": json.dumps(
            [t.model_dump(mode="json", exclude_defaults=True) for t in incident.transitions], separators=(",", ":")
        ),
        "state": state.model_dump_json(exclude_defaults=True),
        "base": incident.base.model_dump_json(exclude_defaults=True),
    }


def incident_from(row: Row) -> Incident:
    """An incident as stored."""
    return Incident(
        key=key_from(row),
        kind=row["kind"],
        state=IncidentState.model_validate_json(row["state"]),
        base=IncidentState.model_validate_json(row["base"]),
        transitions=[IncidentTransition.model_validate(t) for t in json.loads(row["transitions"])],
        event=Event.model_validate_json(row["event"]),
        attributes_from=json.loads(row["attributes_from"]),
        cause=json.loads(row["cause"]) if row.get("cause") else None,
        entities=tuple(row.get("entities", ())),
        raised_for=row.get("raised_for"),
        notified_statuses=tuple(row.get("notified_statuses", ())),
        **lifecycle_fields(row),
    )


def _described(incident: Incident, event: Event) -> Row:
    """What the event says that describes the incident, for readers; and the event itself, for alerts."""
    report = event.incident
    return {
        "title": incident.title,
        "category": event.category,
        "resource_type": event.resource_type or None,  # keys of indexes may not be empty
        "resource_id": event.resource_id or None,
        "annotation": event.annotation,
        "remediation": event.remediation,
        "console_url": event.console_url,
        "starts_at": report.starts_at if report else None,
        "ends_at": report.ends_at if report else None,
        "event": event.model_dump_json(exclude_defaults=True),
    }


def _list_keys(incident: Incident) -> Row:
    """By what the indexes of lists find an incident; one that is in no list costs them nothing."""
    state, key = list_state(incident), incident.key
    return {
        "violation_state": f"{LIST_PREFIX}{state}" if state else None,
        "account_state": f"{key.account}#{LIST_PREFIX}{state}" if state else None,
        "rule_state": f"{LIST_PREFIX}{key.source}#{state}" if state else None,
    }
