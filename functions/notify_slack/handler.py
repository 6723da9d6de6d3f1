"""NotifySlack: sends the alerts of one event, or, for deliver_alerts, what waits."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.notify_slack import notify_slack


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(payload: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{"alerts": [keys]}` returns `Notified`, `{"deliver": {}}` `Unsent`, `{"deliver": {"channels"}}` `Delivered`."""
    result = _result(payload)
    logger.info("notified", extra={"result": result})
    return result


def _result(payload: dict[str, Any]) -> dict[str, Any]:
    sender = bootstrap.alert_sender()
    if "alerts" in payload:
        notified = notify_slack([AlertKey.model_validate(key) for key in payload["alerts"]], sender)
        return notified.model_dump(mode="json", exclude_none=True)
    if channels := payload["deliver"].get("channels"):
        delivered = deliver_alerts(channels, sender)
        return delivered.model_dump(mode="json")
    unsent = find_unsent(sender)
    if unsent.alerts:
        metrics.add_metric("OldestUnsentAlertAge", MetricUnit.Seconds, unsent.oldest_seconds)
    return unsent.model_dump(mode="json")
