"""Measure how long it took until something was stored and notified, each from the source's own time, in log lines."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from config_monitor.domain.events import parse_instant
from config_monitor.domain.notifications import Alert
from config_monitor.observability import logger

if TYPE_CHECKING:
    from config_monitor.domain.events import Event


def measure_storage(event: "Event", now: datetime) -> None:
    """Add to the call's log lines how long ago AWS Config made the evaluation that has just been stored."""
    if evaluation := event.evaluation:
        logger.append_keys(storage_seconds=_seconds((now - parse_instant(evaluation.evaluated_at)).total_seconds()))


def measure_notification(alerts: Iterable[Alert], sent_at: float) -> None:
    """Log, for the alerts of one message, the longest time since evaluation or event; `sent_at` is in epoch seconds.

    A baseline waits on purpose, and what only updates an opening is about an earlier time.
    """
    times = [
        sent_at - parse_instant(alert.happened_at).timestamp()
        for alert in alerts
        if not (alert.baseline or alert.is_update or alert.kind == "changed")
    ]
    if times:
        logger.info("alerts sent", extra={"alerts": len(times), "notification_seconds": _seconds(max(times))})


def _seconds(seconds: float) -> float:
    return round(max(seconds, 0.0), 3)
