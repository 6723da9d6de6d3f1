"""In which list a violation is, and what the lists' indexes find it by; separate, since every event stored needs it."""

from typing import Literal

from config_monitor.domain.compliance.violation import Violation

ListState = Literal["open", "resolved", "excepted"]


def list_state(violation: Violation) -> ListState | None:
    """In which list a violation is; a pair that never broke its rule is in none."""
    if violation.opened_at is None:
        return None
    if violation.is_open:
        return "excepted" if violation.exception else "open"
    return "resolved"


def list_keys(violation: Violation) -> dict[str, str | None]:
    """What the indexes of lists find a violation by; a pair in no list has none of it, and so costs them nothing."""
    state, key = list_state(violation), violation.key
    return {
        "violation_state": state,
        "account_state": f"{key.account}#{state}" if state else None,
        "rule_state": f"{key.rule_name}#{state}" if state else None,
    }
