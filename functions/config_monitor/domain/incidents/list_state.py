"""In which list an incident is, and what the lists' indexes find it by.

The indexes are those of violations; `incident#` before each value keeps the two apart.
"""

from typing import Literal

from config_monitor.domain.incidents.incident import Incident

ListState = Literal["open", "ended", "excepted"]


def list_state(incident: Incident) -> ListState | None:
    """In which list an incident is; one that is not known to have been open is in none."""
    if incident.opened_at is None:
        return None
    if incident.is_open:
        return "excepted" if incident.exception else "open"
    return "ended"


def list_keys(incident: Incident) -> dict[str, str | None]:
    """What the indexes of lists find an incident by: its list, with its account, with its source."""
    state, key = list_state(incident), incident.key
    return {
        "violation_state": f"incident#{state}" if state else None,
        "account_state": f"{key.account}#incident#{state}" if state else None,
        "rule_state": f"incident#{key.source}#{state}" if state else None,
    }
