"""Sums up how everything stands, from live counts and stored days: history is not read."""

from datetime import datetime, timedelta
from typing import Any

from config_monitor.domain.summary import summary
from config_monitor.domain.times import format_instant
from config_monitor.ports import Standings


def summarise_compliance(standings: Standings, now: datetime) -> dict[str, Any]:
    """Score, n and open violations by severity, for all and per account, with the change since two earlier days."""
    yesterday, last_week = (standings.day((now - timedelta(days=days)).date()) for days in (1, 7))
    return summary(standings.tallies(), yesterday, last_week, format_instant(now)).model_dump(mode="json")
