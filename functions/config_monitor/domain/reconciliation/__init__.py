"""Where the AWS Config aggregator and the stored violations differ."""

from config_monitor.domain.reconciliation.comparison import (
    AggregatorResult,
    ReconcileCursor,
    ReconcileResult,
    RepairOutcome,
    RuleInScope,
    differences,
    event_from_result,
    last_evaluated_at,
)

__all__ = [
    "AggregatorResult",
    "ReconcileCursor",
    "ReconcileResult",
    "RepairOutcome",
    "RuleInScope",
    "differences",
    "event_from_result",
    "last_evaluated_at",
]
