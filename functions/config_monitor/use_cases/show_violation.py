"""Shows one violation with its evaluations, each with the reason why nobody was notified of it at once."""

from datetime import datetime
from typing import Any

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import GLOBAL
from config_monitor.domain.lifecycle import key_of_id
from config_monitor.domain.queries import EventQuery, ViolationDetail
from config_monitor.ports import Alerts, Catalogue, CurrentViolations, History
from config_monitor.use_cases.timeline_reasons import last_opening, newest_rows, reason_of, stored_reasons


def show_violation(
    violation_id: str,
    current_violations: CurrentViolations,
    history: History,
    alerts: Alerts,
    catalogue: Catalogue,
    now: datetime,
) -> dict[str, Any] | None:
    """One violation with its timeline; None when there is none of this id."""
    key = key_of_id(violation_id, ViolationKey)
    stored = current_violations.violation(key) if key else None
    if not key or not stored:
        return None
    row, violation = stored
    query = EventQuery(
        account=key.account,
        region=None if key.region == GLOBAL else key.region,
        resource_type=key.resource_type,
        resource_id=key.resource_id,
    )
    rows = newest_rows(query, history)
    delivery = last_opening(violation, alerts)
    reasons = stored_reasons(rows) | reason_of(delivery)
    managed = catalogue.find(row.get("managed_rule") or key.rule_name)
    detail = ViolationDetail.of_violation(row, violation, now, reasons, rows, managed, delivery)
    return detail.model_dump(mode="json")
