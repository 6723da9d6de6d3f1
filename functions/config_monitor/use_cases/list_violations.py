"""Lists violations as they stand, oldest first, and tells one of them in full."""

from datetime import datetime
from typing import Any

from config_monitor.domain.listing import (
    ListedViolation,
    ViolationDetail,
    ViolationQuery,
    plan_violations,
    violation_key_of,
)
from config_monitor.ports import Standings
from config_monitor.use_cases.list_events import answer_of, place_of

VIOLATIONS = "/compliance/violations"


def list_violations(query: ViolationQuery, standings: Standings, key: bytes, now: datetime) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = standings.page(plan_violations(query), place_of(query, VIOLATIONS, key), query.limit)
    answer = answer_of(page, query, VIOLATIONS, key)
    return {**answer, "items": [ListedViolation.of(row, now).model_dump(mode="json") for row in answer["items"]]}


def tell_violation(violation_id: str, standings: Standings, now: datetime) -> dict[str, Any] | None:
    """One violation with its timeline; None when there is none of this id."""
    key = violation_key_of(violation_id)
    found = standings.violation(key) if key else None
    return ViolationDetail.told(*found, now).model_dump(mode="json") if found else None
