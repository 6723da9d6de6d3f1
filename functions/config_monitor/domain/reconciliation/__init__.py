"""Where the AWS Config aggregator and the stored violations differ."""

from config_monitor.domain.reconciliation.comparison import (
    AggregatorResult,
    Cursor,
    Outcome,
    ReconcileResult,
    RuleInScope,
    differences,
    event_of,
    heard_at,
)

__all__ = [
    "AggregatorResult",
    "Cursor",
    "Outcome",
    "ReconcileResult",
    "RuleInScope",
    "differences",
    "event_of",
    "heard_at",
]
