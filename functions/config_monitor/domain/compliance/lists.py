"""The list that a violation is in."""

from typing import Literal

from config_monitor.domain.compliance.violation import Violation
from config_monitor.domain.lifecycle import list_of

ViolationListState = Literal["open", "resolved", "excepted"]


def list_state(violation: Violation) -> ViolationListState | None:
    """The list that a violation is in; None for a pair that was never NON_COMPLIANT."""
    return list_of(violation, "resolved")
