"""ClassifyEvent: the severity of an event, what it means, and whether and where to notify."""

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
    ports = (bootstrap.policies(), bootstrap.catalogue(), bootstrap.resources())
    classified = classify_event(event, *ports, bootstrap.clock(), bootstrap.overrides(), bootstrap.rules())
    metrics.add_metric(name="EventsClassified", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="RulesUnlisted", unit=MetricUnit.Count, value=classified.severity_source == UNLISTED)
    answer = classified.model_dump(mode="json")
    severity, route = classified.event.severity.word, answer["route"]
    decided = {"severity": severity, "notify": route["notify"], "reason": route["reason"]}
    logger.info("classified", extra={"event": event.id, **decided})
    return answer
