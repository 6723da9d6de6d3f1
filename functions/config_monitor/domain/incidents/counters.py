"""Counters of incidents by account and region."""

from collections.abc import Iterable

from config_monitor.domain.incidents.incident import Incident
from config_monitor.domain.incidents.keys import IncidentKey
from config_monitor.domain.incidents.lists import list_state
from config_monitor.domain.lifecycle import CountersKey, changed_counters, counters_key_of


def counters_key(key: IncidentKey) -> CountersKey:
    """The counters that an incident belongs to."""
    return counters_key_of(key.account, key.region, f"{key.source}#{key.identity}")


def counted_in(incident: Incident) -> str | None:
    """Which counter an incident is in: `excepted`, `open_0` to `open_5` by severity, or none."""
    match list_state(incident):
        case "open":
            return f"open_{int(incident.severity)}"
        case "excepted":
            return "excepted"
        case _:
            return None


def counter_changes(changes: Iterable[tuple[Incident, Incident]]) -> dict[CountersKey, dict[str, int]]:
    """By sort key, what to add to each counter when incidents go from before to after."""
    return changed_counters(changes, lambda incident: counters_key(incident.key), counted_in)
