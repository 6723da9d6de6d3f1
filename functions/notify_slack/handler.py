"""NotifySlack: tells the alerts of one event, or, for deliver_alerts, what waits."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.domain.compliance import AlertKey
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.deliver_alerts import deliver_alerts, find_unsent
from config_monitor.use_cases.notify_slack import notify_slack


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(given: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{"alerts": [keys]}` is answered by `Notified`, `{"deliver": {}}` by `Unsent`, channels by `Delivered`."""
    answer = _answer(given)
    logger.info("told", extra={"answer": answer})
    return answer


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    sender = bootstrap.sender()
    if "alerts" in given:
        notified = notify_slack([AlertKey.model_validate(key) for key in given["alerts"]], sender)
        metrics.add_metric(f"Alerts{notified.outcome.capitalize()}", MetricUnit.Count, len(given["alerts"]))
        return notified.model_dump(mode="json")
    if channels := given["deliver"].get("channels"):
        delivered = deliver_alerts(channels, sender)
        metrics.add_metric("MessagesDelivered", MetricUnit.Count, delivered.messages)
        return delivered.model_dump(mode="json")
    unsent = find_unsent(sender)
    metrics.add_metric("UnsentAlerts", MetricUnit.Count, unsent.alerts)
    metrics.add_metric("OldestUnsentAlertAge", MetricUnit.Seconds, unsent.oldest_seconds)
    return unsent.model_dump(mode="json")
