"""ParseEvent: a raw EventBridge event becomes an event, or is ignored or rejected with the reason."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.events import one_line
from config_monitor.observability import logger
from config_monitor.use_cases.parse_event import parse_event


@logger.inject_lambda_context(clear_state=True)
def handler(payload: Any, _context: object) -> dict[str, Any]:
    """Take `{"raw": <anything>}`, as the state machine sends it, or a raw event itself; answer `Parsed`."""
    raw = bootstrap.whole_event(payload["raw"] if isinstance(payload, dict) and "raw" in payload else payload)
    parsed = parse_event(raw, bootstrap.event_reader(), bootstrap.clock())
    envelope = raw if isinstance(raw, dict) else {}
    event_id, source = (one_line(str(envelope.get(name)), 64) for name in ("id", "source"))
    outcome = {"outcome": parsed.outcome, "reason": parsed.reason}
    logger.info("parsed", extra={"event": event_id, "source": source, **outcome})
    return parsed.model_dump(mode="json")
