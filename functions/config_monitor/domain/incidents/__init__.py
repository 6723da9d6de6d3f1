"""Incidents: findings, Health events, alarms, stacks and log errors, each folded from its source's reports."""

from config_monitor.domain.incidents.counters import (
    counted_in,
    counter_changes,
    counters_key,
)
from config_monitor.domain.incidents.due import (
    as_of,
    due_at,
    reported_severity,
    with_decision,
    with_retirement,
)
from config_monitor.domain.incidents.fold import (
    IncidentClosedAs,
    IncidentState,
    IncidentTransition,
    close_if_silent,
    fold,
)
from config_monitor.domain.incidents.incident import (
    ENTITIES,
    Incident,
    IncidentChange,
    IncidentKey,
    change_between,
    ended_when_first_reported,
    has_become_worse,
    incident_key,
    with_report,
)
from config_monitor.domain.incidents.list_state import (
    IncidentListState,
    list_state,
)

__all__ = [
    "ENTITIES",
    "Incident",
    "IncidentChange",
    "IncidentClosedAs",
    "IncidentKey",
    "IncidentListState",
    "IncidentState",
    "IncidentTransition",
    "as_of",
    "change_between",
    "close_if_silent",
    "counted_in",
    "counter_changes",
    "counters_key",
    "due_at",
    "ended_when_first_reported",
    "fold",
    "has_become_worse",
    "incident_key",
    "list_state",
    "reported_severity",
    "with_decision",
    "with_report",
    "with_retirement",
]
