"""CheckAgentHealth: names the accounts and regions without heartbeats or with a fault; counts them."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.check_agent_health import check_agent_health


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(_payload: dict[str, Any], _context: object) -> dict[str, Any]:
    """Ignore the input; return `AgentHealth` with `unhealthy`, the number of accounts and regions with a fault."""
    seen = check_agent_health(bootstrap.agent_register(), bootstrap.clock())
    if seen.unhealthy:
        metrics.add_metric(name="AgentsUnhealthy", unit=MetricUnit.Count, value=seen.unhealthy)
    logger.info("watched", extra={**seen.model_dump(), "unhealthy": seen.unhealthy})
    return {**seen.model_dump(mode="json"), "unhealthy": seen.unhealthy}
