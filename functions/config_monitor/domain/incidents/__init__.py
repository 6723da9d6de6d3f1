"""Incidents: findings, Health events, alarms, stacks and log errors, each folded from its source's reports."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.incidents.counters import counted_in as counted_in
    from config_monitor.domain.incidents.counters import counter_changes as counter_changes
    from config_monitor.domain.incidents.counters import counters_key as counters_key
    from config_monitor.domain.incidents.due import as_of as as_of
    from config_monitor.domain.incidents.due import due_at as due_at
    from config_monitor.domain.incidents.due import reported_severity as reported_severity
    from config_monitor.domain.incidents.due import with_decision as with_decision
    from config_monitor.domain.incidents.due import with_retirement as with_retirement
    from config_monitor.domain.incidents.incident import ENTITIES as ENTITIES
    from config_monitor.domain.incidents.incident import Incident as Incident
    from config_monitor.domain.incidents.incident import change_between as change_between
    from config_monitor.domain.incidents.incident import ended_when_first_reported as ended_when_first_reported
    from config_monitor.domain.incidents.incident import has_become_worse as has_become_worse
    from config_monitor.domain.incidents.incident import with_report as with_report
    from config_monitor.domain.incidents.keys import IncidentKey as IncidentKey
    from config_monitor.domain.incidents.keys import incident_key as incident_key
    from config_monitor.domain.incidents.lists import IncidentListState as IncidentListState
    from config_monitor.domain.incidents.lists import list_state as list_state
    from config_monitor.domain.incidents.transitions import IncidentState as IncidentState
    from config_monitor.domain.incidents.transitions import IncidentTransition as IncidentTransition
    from config_monitor.domain.incidents.transitions import close_if_silent as close_if_silent
    from config_monitor.domain.incidents.transitions import fold as fold
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "counters": ["counted_in", "counter_changes", "counters_key"],
            "due": ["as_of", "due_at", "reported_severity", "with_decision", "with_retirement"],
            "incident": [
                "ENTITIES",
                "Incident",
                "change_between",
                "ended_when_first_reported",
                "has_become_worse",
                "with_report",
            ],
            "keys": ["IncidentKey", "incident_key"],
            "lists": ["IncidentListState", "list_state"],
            "transitions": ["IncidentState", "IncidentTransition", "close_if_silent", "fold"],
        },
    )
