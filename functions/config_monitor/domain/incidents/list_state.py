"""The list that an incident is in, and its keys in the indexes of the lists.

The indexes are those of violations; `incident#` before each value keeps the two apart.
"""

from typing import Literal

from config_monitor.domain.incidents.incident import Incident

ListState = Literal["open", "ended", "excepted"]


def list_state(incident: Incident) -> ListState | None:
    """The list that an incident is in; None for one that is not known to have been open."""
    if incident.opened_at is None:
        return None
    if incident.is_open:
        return "excepted" if incident.exception else "open"
    return "ended"


def list_keys(incident: Incident) -> dict[str, str | None]:
    """The incident's keys in the indexes of the lists: its list, alone, with its account, and with its source."""
    state, key = list_state(incident), incident.key
    return {
        "violation_state": f"incident#{state}" if state else None,
        "account_state": f"{key.account}#incident#{state}" if state else None,
        "rule_state": f"incident#{key.source}#{state}" if state else None,
    }
