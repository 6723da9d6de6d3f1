"""Retirement: which accounts and regions are left for good, and how many of them end without a person."""

from config_monitor.domain.retirement.retirement import (
    LEFT_AFTER,
    RETIREMENT,
    SILENT_AFTER,
    AggregatorList,
    Retirement,
    RetirementReason,
    Signs,
    plan_retirements,
    reason_to_retire,
)

__all__ = [
    "LEFT_AFTER",
    "RETIREMENT",
    "SILENT_AFTER",
    "AggregatorList",
    "Retirement",
    "RetirementReason",
    "Signs",
    "plan_retirements",
    "reason_to_retire",
]
