"""RetireScopes: ends what is known of accounts and regions that are left for good, as far as its time allows."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.retire_scopes import RetireResult, retire_scopes

# A scope of 10,000 pairs takes some minutes; a step that begins none later than this ends in time.
LEFT_MILLISECONDS = 600_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(step: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take `{"result"}`, null for the first step; answer it and `all_done`."""
    before = RetireResult.model_validate(step.get("result") or {})
    ports = bootstrap.retire_scopes_dependencies(lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)
    all_done, result = retire_scopes(ports, before)
    logger.info("retired", extra={"result": result.model_dump(), "all_done": all_done})
    return {"result": result.model_dump(mode="json"), "all_done": all_done}
