"""ReapplyPolicy: judges as many open violations by the policy of today as its time allows."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from config_monitor import bootstrap
from config_monitor.domain.policy import ReapplyCursor, ReapplyResult
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.reapply_policy import reapply_policy

# A page of violations takes seconds; a step that begins none later than this ends in time.
LEFT_MILLISECONDS = 120_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(given: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take `{"cursor", "swept"}` of the step before, both null at first; answer the same."""
    cursor = ReapplyCursor.model_validate(given.get("cursor") or {})
    swept = ReapplyResult.model_validate(given.get("swept") or {})
    reapply_dependencies = bootstrap.reapply_dependencies(
        lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS
    )
    before = swept.judged
    reached, swept = reapply_policy(reapply_dependencies, cursor, swept)
    metrics.add_metric(name="ReappliedViolations", unit=MetricUnit.Count, value=swept.judged - before)
    logger.info("swept", extra={"cursor": reached and reached.model_dump(), "swept": swept.model_dump()})
    return {"cursor": reached.model_dump(mode="json") if reached else None, "swept": swept.model_dump(mode="json")}
