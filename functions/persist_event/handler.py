"""PersistEvent: a classified event into the table; answers what changed, and what to notify or why not."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.policy import Classified
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.take_rule_inventory import take_rule_inventory


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(classified: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `Classified`, answer `Persisted`."""
    event = Classified.model_validate(classified)
    if inventory := event.event.rule_inventory:
        persisted = take_rule_inventory(event.event, inventory, bootstrap.inventory_dependencies())
    else:
        persisted = persist_event(event, bootstrap.ledger(), bootstrap.clock(), bootstrap.pause())
    answer = persisted.model_dump(mode="json")
    logged = {name: answer[name] for name in ("outcome", "change", "notify", "reason")}
    logger.info("persisted", extra={"event": event.event.id, **logged})
    return answer
