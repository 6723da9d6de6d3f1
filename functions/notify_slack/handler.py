"""NotifySlack: tells the alerts of one event, or what deliver_alerts asks for."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.violation import AlertKey
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.notify_slack import notify_slack


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(given: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take `{"alerts": [{"pk", "sk"}]}`, answer `Notified`."""
    keys = [AlertKey.model_validate(key) for key in given["alerts"]]
    notified = notify_slack(keys, bootstrap.telling())
    logger.info("notified", extra={"alerts": len(keys), "outcome": notified.outcome})
    return notified.model_dump(mode="json")
