"""NotifySlack: tells the alerts of one event, or, for deliver_alerts, what waits."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.domain.violation import AlertKey
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.notify_slack import notify_slack


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(given: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{"alerts": [keys]}` is answered by `Notified`, `{"deliver": {}}` by `Unsent`, channels by `Delivered`."""
    if "alerts" in given:
        return _notified([AlertKey.model_validate(key) for key in given["alerts"]])
    channels = given["deliver"].get("channels")
    return _delivered(channels) if channels else _unsent()


def _notified(keys: list[AlertKey]) -> dict[str, Any]:
    notified = notify_slack(keys, bootstrap.telling())
    metrics.add_metric(f"Alerts{notified.outcome.capitalize()}", MetricUnit.Count, len(keys))
    logger.info("notified", extra={"alerts": len(keys), "outcome": notified.outcome})
    return notified.model_dump(mode="json")


def _unsent() -> dict[str, Any]:
    unsent = find_unsent(bootstrap.telling())
    metrics.add_metric("UnsentAlerts", MetricUnit.Count, unsent.alerts)
    metrics.add_metric("OldestUnsentAlertAge", MetricUnit.Seconds, unsent.oldest_seconds)
    logger.info("unsent alerts", extra=unsent.model_dump())
    return unsent.model_dump(mode="json")


def _delivered(channels: list[str]) -> dict[str, Any]:
    delivered = deliver_alerts(channels, bootstrap.telling())
    metrics.add_metric("MessagesDelivered", MetricUnit.Count, delivered.messages)
    logger.info("delivered", extra={"channels": channels, **delivered.model_dump()})
    return delivered.model_dump(mode="json")
