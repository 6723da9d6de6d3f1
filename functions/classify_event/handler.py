"""ClassifyEvent: how bad an event is, what it means and who hears of it."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.domain.events import Event
from config_monitor.domain.rules import UNLISTED
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.classify_event import classify_event


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(parsed: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `{"event": Event}`, answer `Classified`."""
    event = Event.model_validate(parsed["event"])
    classified = classify_event(event, bootstrap.policies(), bootstrap.catalogue(), bootstrap.clock())
    metrics.add_metric(name="EventsClassified", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="RulesUnlisted", unit=MetricUnit.Count, value=classified.severity_source == UNLISTED)
    severity, notify = classified.event.severity.word, classified.route.notify
    logger.info("classified", extra={"event": event.id, "severity": severity, "notify": notify})
    return classified.model_dump(mode="json")
