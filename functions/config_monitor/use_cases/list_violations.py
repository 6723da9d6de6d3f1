"""Lists violations, oldest first: one page and the cursor of the next, or how to export all of them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from config_monitor.domain.events import format_instant
from config_monitor.domain.queries import (
    ExportFormat,
    ExportLayout,
    ExportRequest,
    ListedViolation,
    ReadPlan,
    ViolationQuery,
    plan_violations,
)
from config_monitor.domain.rules import canonical_rule
from config_monitor.ports import CurrentViolations, RuleLookup
from config_monitor.use_cases.paging import list_page

VIOLATIONS = "violations"


def list_violations(
    query: ViolationQuery, current_violations: CurrentViolations, key: bytes, now: datetime, rules: RuleLookup
) -> dict[str, Any]:
    """One page as `{"items", "cursor"}`; the cursor is None at the end. Raises InvalidCursor."""
    return list_page(current_violations, _plan(query, rules, now), query, VIOLATIONS, key, partial(_listed, now))


def violations_export(
    query: ViolationQuery, now: datetime, rules: RuleLookup
) -> Callable[[ExportFormat], ExportRequest]:
    """How to export a list of violations in either format; nothing is looked up before that is asked for."""
    columns = tuple(ListedViolation.model_fields)
    return lambda form: ExportRequest(
        query, _plan(query, rules, now), VIOLATIONS, ExportLayout(form, columns), partial(_listed, now)
    )


def _plan(query: ViolationQuery, rules: RuleLookup, now: datetime) -> ReadPlan:
    elsewhere = bool(query.rule_name) and rules.listed_elsewhere(canonical_rule(query.rule_name or ""))
    return plan_violations(query, format_instant(now), listed_elsewhere=elsewhere)


def _listed(now: datetime, row: dict[str, Any]) -> dict[str, Any]:
    return ListedViolation.of(row, now).model_dump(mode="json")
