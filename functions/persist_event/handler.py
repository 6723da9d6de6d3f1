"""PersistEvent: a classified event into the table; answers what changed, and what to notify or why not."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.events import Event
from config_monitor.domain.policy import Classified
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.persist_event import note_heartbeat, persist_event


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(classified: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `Classified`, or `{"event"}` alone for what an agent says of itself; answer `Persisted`."""
    event = Event.model_validate(classified["event"])
    if inventory := event.rule_inventory:
        from config_monitor.use_cases.take_rule_inventory import take_rule_inventory  # one event in thousands needs it

        persisted = take_rule_inventory(event, inventory, bootstrap.inventory_dependencies())
    elif event.heartbeat:
        persisted = note_heartbeat(event, bootstrap.ledger(), bootstrap.clock())
    else:
        whole = Classified.model_validate(classified)
        persisted = persist_event(whole, bootstrap.ledger(), bootstrap.clock(), bootstrap.pause())
    answer = persisted.model_dump(mode="json")
    logged = {name: answer[name] for name in ("outcome", "change", "notify", "reason")}
    logger.info("persisted", extra={"event": event.id, **logged})
    return answer
