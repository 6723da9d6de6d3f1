"""Sums up how everything stands, from live counts and stored days: history is not read."""

from datetime import datetime, timedelta
from typing import Any

from config_monitor.domain.events import format_instant
from config_monitor.domain.queries import summary
from config_monitor.ports import CurrentViolations


def summarise_compliance(current_violations: CurrentViolations, now: datetime) -> dict[str, Any]:
    """Score, n and open violations by severity, for all and per account, with the change since two earlier days."""
    yesterday, last_week = (current_violations.day((now - timedelta(days=days)).date()) for days in (1, 7))
    return summary(current_violations.counters_by_account(), yesterday, last_week, format_instant(now)).model_dump(
        mode="json"
    )
