"""FollowUpAlerts: reminds people of what is open for half of its time, and of what is overdue."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.follow_up_alerts import follow_up_alerts

# One alert takes less; what is left then is due at the next run too.
LEFT_MILLISECONDS = 10_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(_request: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take anything, answer `FollowedUp`."""
    ports = bootstrap.follow_up_dependencies(lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)
    followed_up = follow_up_alerts(ports)
    logger.info("alerts followed up", extra=followed_up.model_dump())
    return followed_up.model_dump(mode="json")
