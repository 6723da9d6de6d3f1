"""ReconcileCompliance: compares as many rules with the AWS Config aggregator as its time allows, and repairs."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from config_monitor import bootstrap
from config_monitor.domain.reconciliation import ReconcileCursor, ReconcileResult
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.reconcile_compliance import reconcile_compliance

# A rule with thousands of resources takes some minutes; a step that begins none later than this ends in time.
LEFT_MILLISECONDS = 300_000


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(payload: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take `{"cursor", "result"}`, both null for the first step; answer them and `differences`."""
    cursor, result = (
        ReconcileCursor.model_validate(payload.get("cursor") or {}),
        ReconcileResult.model_validate(payload.get("result") or {}),
    )
    reconciler = bootstrap.reconciler(lambda: context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)
    reached, result = reconcile_compliance(reconciler, cursor, result)
    ended = {"differences": result.differences} if reached is None else {}
    logger.info(
        "reconciled", extra={"cursor": reached and reached.model_dump(), "result": result.model_dump(), **ended}
    )
    return {
        "cursor": reached.model_dump(mode="json") if reached else None,
        "result": result.model_dump(mode="json"),
        "differences": result.differences,
    }
