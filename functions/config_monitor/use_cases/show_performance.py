"""Shows how fast and how reliably violations are known, notified and fixed, from one stored item a day."""

from datetime import timedelta
from typing import Any

from config_monitor.domain.reports import CARRY_DAYS, WINDOWS, windows
from config_monitor.ports import TeamDays


def show_performance(days: TeamDays) -> dict[str, Any]:
    """`{"windows": [...]}` up to the last day with figures; without windows before the first report."""
    last = days.newest()
    if last is None:
        return {"windows": []}
    kept = days.between(last - timedelta(days=max(WINDOWS) + CARRY_DAYS), last)
    return {"windows": [window.model_dump(mode="json") for window in windows(kept, last)]}
