"""UpdateIncidents: ends what has been silent for too long, and raises scheduled changes that have come near."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.update_incidents import update_incidents

# One incident takes less; what is left then is due at the next run too.
LEFT_MILLISECONDS = 10_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(_request: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take anything, answer `IncidentUpdates`."""
    ports = bootstrap.incident_dependencies(lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)
    updates = update_incidents(ports)
    logger.info("incidents updated", extra=updates.model_dump())
    return updates.model_dump(mode="json")
