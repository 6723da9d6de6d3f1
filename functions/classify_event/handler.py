"""ClassifyEvent: the severity of an event, what it means, and whether and where to notify."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.events import Event
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.classify_event import classify_event


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(parsed: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `{"event": Event}`, answer `Classified`."""
    event = Event.model_validate(parsed["event"])
    ports = (bootstrap.policies(), bootstrap.catalogue(), bootstrap.resources())
    classified = classify_event(event, *ports, bootstrap.clock(), bootstrap.overrides(), bootstrap.rules())
    answer = classified.model_dump(mode="json")
    severity, route = classified.event.severity.word, answer["route"]
    decided = {"severity": severity, "rated_by": classified.severity_source}
    decided |= {"notify": route["notify"], "reason": route["reason"]}
    logger.info("classified", extra={"event": event.id, **decided})
    return answer
