"""A violation: the state of one rule and one resource, folded from evaluations; its counters and its lists."""

from config_monitor.domain.compliance.all_regions import (
    folded_into_global,
    is_misplaced,
    without_regions,
)
from config_monitor.domain.compliance.counters import (
    counted_in,
    counter_changes,
    counters_key,
)
from config_monitor.domain.compliance.fold import (
    EVERY_COPY,
    NOT_RECORDED,
    ONE_OVER_ALL_REGIONS,
    RESULTS_DELETED,
    RETIRED,
    RULE_DELETED,
    RULE_RENAMED,
    Because,
    ViolationState,
    ViolationTransition,
    copy_key,
    fold,
    missed_before,
)
from config_monitor.domain.compliance.list_state import (
    ViolationListState,
    list_state,
)
from config_monitor.domain.compliance.persisted import (
    Persisted,
)
from config_monitor.domain.compliance.renaming import (
    carried_over,
)
from config_monitor.domain.compliance.violation import (
    Violation,
    ViolationChange,
    ViolationKey,
    change_between,
    with_evaluation,
    with_removal,
    with_resource,
    with_transition,
)
from config_monitor.domain.events import GLOBAL, region_of_pair

__all__ = [
    "EVERY_COPY",
    "GLOBAL",
    "NOT_RECORDED",
    "ONE_OVER_ALL_REGIONS",
    "RESULTS_DELETED",
    "RETIRED",
    "RULE_DELETED",
    "RULE_RENAMED",
    "Because",
    "Persisted",
    "Violation",
    "ViolationChange",
    "ViolationKey",
    "ViolationListState",
    "ViolationState",
    "ViolationTransition",
    "carried_over",
    "change_between",
    "copy_key",
    "counted_in",
    "counter_changes",
    "counters_key",
    "fold",
    "folded_into_global",
    "is_misplaced",
    "list_state",
    "missed_before",
    "region_of_pair",
    "with_evaluation",
    "with_removal",
    "with_resource",
    "with_transition",
    "without_regions",
]
