"""Measure how long it took until something was stored and notified, each from the source's own time."""

from collections.abc import Iterable
from datetime import datetime

from config_monitor.domain.events import Event, parse_instant
from config_monitor.domain.notifications import Alert
from config_monitor.observability import metrics


def measure_storage(event: Event, now: datetime) -> None:
    """Measure, for an evaluation that has just been stored, the time since AWS Config made it."""
    if evaluation := event.evaluation:
        _add("StorageLatency", (now - parse_instant(evaluation.evaluated_at)).total_seconds())


def measure_notification(alerts: Iterable[Alert], sent_at: float) -> None:
    """Measure, for alerts that were sent, the time since the evaluation or event; `sent_at` is in epoch seconds.

    A baseline waits on purpose, and what only updates an opening is about an earlier time.
    """
    for alert in alerts:
        if not (alert.baseline or alert.is_update or alert.kind == "changed"):
            _add("NotificationLatency", sent_at - parse_instant(alert.happened_at).timestamp())


def _add(name: str, seconds: float) -> None:
    metrics.add_metric(name=name, unit="Seconds", value=round(max(seconds, 0.0), 3))
