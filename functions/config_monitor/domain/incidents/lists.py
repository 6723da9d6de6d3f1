"""The list that an incident is in."""

from typing import Literal

from config_monitor.domain.incidents.incident import Incident
from config_monitor.domain.lifecycle import list_of

IncidentListState = Literal["open", "ended", "excepted"]


def list_state(incident: Incident) -> IncidentListState | None:
    """The list that an incident is in; None for one that is not known to have been open."""
    return list_of(incident, "ended")
