"""ReapplyPolicy: applies the policy of today to as many open violations and incidents as its time allows."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from config_monitor import bootstrap
from config_monitor.domain.policy import ReapplyCursor, ReapplyResult
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.reapply_policy import reapply_policy

# A page of violations takes seconds; a step that begins none later than this ends in time.
LEFT_MILLISECONDS = 120_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(step: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take and answer `{"cursor", "result"}`: both null for the first step, the cursor null after the last."""
    cursor = ReapplyCursor.model_validate(step.get("cursor") or {})
    before = ReapplyResult.model_validate(step.get("result") or {})
    ports = bootstrap.reapply_dependencies(lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)
    reached, result = reapply_policy(ports, cursor, before)
    answer = {"cursor": reached and reached.model_dump(mode="json"), "result": result.model_dump(mode="json")}
    logger.info("policy reapplied", extra=answer)
    return answer
