"""Lists violations as they stand, oldest first, and tells one of them in full."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from config_monitor.domain.queries import (
    ExportRequest,
    Form,
    Layout,
    ListedViolation,
    ViolationDetail,
    ViolationQuery,
    plan_violations,
    violation_key_of,
)
from config_monitor.ports import CurrentViolations
from config_monitor.use_cases.paging import answer_of, position_of

VIOLATIONS = "/compliance/violations"


def list_violations(
    query: ViolationQuery, current_violations: CurrentViolations, key: bytes, now: datetime
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    page = current_violations.page(plan_violations(query), position_of(query, VIOLATIONS, key), query.limit)
    answer = answer_of(page, query, VIOLATIONS, key)
    return {**answer, "items": [ListedViolation.of(row, now).model_dump(mode="json") for row in answer["items"]]}


def violations_export(query: ViolationQuery, now: datetime) -> Callable[[Form], ExportRequest]:
    """How to export a list of violations in either form."""

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        return ListedViolation.of(row, now).model_dump(mode="json")

    columns = tuple(ListedViolation.model_fields)
    return lambda form: ExportRequest(query, plan_violations(query), VIOLATIONS, Layout(form, columns), shown)


def violation_detail(violation_id: str, current_violations: CurrentViolations, now: datetime) -> dict[str, Any] | None:
    """One violation with its timeline; None when there is none of this id."""
    key = violation_key_of(violation_id)
    found = current_violations.violation(key) if key else None
    return ViolationDetail.told(*found, now).model_dump(mode="json") if found else None
