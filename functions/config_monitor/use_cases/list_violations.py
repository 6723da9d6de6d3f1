"""Lists violations as they stand, oldest first, and tells one of them in full."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from config_monitor.domain.export import Exporting, Form, Layout
from config_monitor.domain.listing import (
    ListedViolation,
    ViolationDetail,
    ViolationQuery,
    plan_violations,
    violation_key_of,
)
from config_monitor.ports import Standings
from config_monitor.use_cases.paging import answer_of, place_of

VIOLATIONS = "/compliance/violations"


def list_violations(query: ViolationQuery, standings: Standings, key: bytes, now: datetime) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = standings.page(plan_violations(query), place_of(query, VIOLATIONS, key), query.limit)
    answer = answer_of(page, query, VIOLATIONS, key)
    return {**answer, "items": [ListedViolation.of(row, now).model_dump(mode="json") for row in answer["items"]]}


def violations_export(query: ViolationQuery, now: datetime) -> Callable[[Form], Exporting]:
    """How to export a list of violations in either form."""

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        return ListedViolation.of(row, now).model_dump(mode="json")

    columns = tuple(ListedViolation.model_fields)
    return lambda form: Exporting(query, plan_violations(query), VIOLATIONS, Layout(form, columns), shown)


def tell_violation(violation_id: str, standings: Standings, now: datetime) -> dict[str, Any] | None:
    """One violation with its timeline; None when there is none of this id."""
    key = violation_key_of(violation_id)
    found = standings.violation(key) if key else None
    return ViolationDetail.told(*found, now).model_dump(mode="json") if found else None
