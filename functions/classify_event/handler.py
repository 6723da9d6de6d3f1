"""ClassifyEvent: how bad an event is, what it means and who hears of it."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.event import Event
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.classify_event import classify_event


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(parsed: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `{"event": Event}`, answer `Classified`."""
    event = Event.model_validate(parsed["event"])
    classified = classify_event(event, bootstrap.policies(), bootstrap.catalogue(), bootstrap.clock())
    route = classified.route
    logger.info("classified", extra={"event": event.id, "severity": classified.event.severity.word, "tell": route.tell})
    return classified.model_dump(mode="json")
