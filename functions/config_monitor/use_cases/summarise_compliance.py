"""Summarises compliance now, from live counters and stored days; the history is not read."""

from datetime import datetime, timedelta
from typing import Any

from config_monitor.domain.events import format_instant
from config_monitor.domain.queries import summarise
from config_monitor.ports import CurrentViolations


def summarise_compliance(current_violations: CurrentViolations, now: datetime) -> dict[str, Any]:
    """A ComplianceSummary as JSON: scores and open violations, compared with yesterday and a week ago."""
    yesterday, last_week = (current_violations.day((now - timedelta(days=days)).date()) for days in (1, 7))
    counters = current_violations.counters_by_account()
    return summarise(counters, yesterday, last_week, format_instant(now)).model_dump(mode="json")
