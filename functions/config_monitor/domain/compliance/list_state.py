"""The list that a violation is in, and its keys in the indexes of the lists."""

from typing import Literal

from config_monitor.domain.compliance.violation import Violation

ListState = Literal["open", "resolved", "excepted"]


def list_state(violation: Violation) -> ListState | None:
    """The list that a violation is in; None for a pair that was never NON_COMPLIANT."""
    if violation.opened_at is None:
        return None
    if violation.is_open:
        return "excepted" if violation.exception else "open"
    return "resolved"


def list_keys(violation: Violation) -> dict[str, str | None]:
    """The violation's keys in the indexes of the lists; None keeps a pair that is in no list out of them."""
    state, key = list_state(violation), violation.key
    return {
        "violation_state": state,
        "account_state": f"{key.account}#{state}" if state else None,
        "rule_state": f"{violation.managed_rule or key.rule_name}#{state}" if state else None,
    }
