"""CheckAgentHealth: names the accounts and regions that are not heard, and counts them for the alarm."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.check_agent_health import check_agent_health


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(_given: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take anything, answer `Watch` with `troubled`, the number of places with something wrong."""
    seen = check_agent_health(bootstrap.agent_register(), bootstrap.clock())
    metrics.add_metric(name="AgentsHeard", unit=MetricUnit.Count, value=seen.heard)
    metrics.add_metric(name="AgentsUnhealthy", unit=MetricUnit.Count, value=seen.unhealthy)
    logger.info("watched", extra=seen.model_dump())
    return {**seen.model_dump(mode="json"), "unhealthy": seen.unhealthy}
