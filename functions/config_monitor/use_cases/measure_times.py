"""Measure how long it took until something was known, stored, notified or fixed, each from the source's own time."""

from collections.abc import Iterable
from datetime import datetime

from config_monitor.domain.compliance import Violation, change_between
from config_monitor.domain.events import Event, parse_instant
from config_monitor.domain.notifications import Alert
from config_monitor.observability import metrics


def measure_storage(event: Event, changes: Iterable[tuple[Violation, Violation]], now: datetime) -> None:
    """Measure an evaluation that has just been stored.

    Its latency, how long after the resource's change a violation became known, and how long one that is fixed was open.
    """
    if not (evaluation := event.evaluation):
        return
    _add("StorageLatency", (now - parse_instant(evaluation.evaluated_at)).total_seconds())
    for before, after in changes:
        change = change_between(before, after)
        if change in ("opened", "reopened"):
            seen = evaluation.ordered_at or evaluation.evaluated_at
            _add("DetectionTime", (now - parse_instant(seen)).total_seconds())
        if change == "fixed" and after.opened_at and after.state.resolved_at:
            opened, resolved = parse_instant(after.opened_at), parse_instant(after.state.resolved_at)
            _add("ResolutionTime", (resolved - opened).total_seconds())


def measure_notification(alerts: Iterable[Alert], sent_at: float) -> None:
    """Measure, for alerts that were sent, the time since the evaluation or event; `sent_at` is in epoch seconds.

    A baseline waits on purpose, and what only updates an opening is about an earlier time.
    """
    for alert in alerts:
        if not (alert.baseline or alert.is_update or alert.kind == "changed"):
            _add("NotificationLatency", sent_at - parse_instant(alert.happened_at).timestamp())


def _add(name: str, seconds: float) -> None:
    metrics.add_metric(name=name, unit="Seconds", value=round(max(seconds, 0.0), 3))
