"""A violation: the state of one rule and one resource, folded from evaluations; its counters and its lists."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.compliance.all_regions import folded_into_global as folded_into_global
    from config_monitor.domain.compliance.all_regions import is_misplaced as is_misplaced
    from config_monitor.domain.compliance.all_regions import without_regions as without_regions
    from config_monitor.domain.compliance.counters import counted_in as counted_in
    from config_monitor.domain.compliance.counters import counter_changes as counter_changes
    from config_monitor.domain.compliance.counters import counters_key as counters_key
    from config_monitor.domain.compliance.keys import ViolationKey as ViolationKey
    from config_monitor.domain.compliance.keys import key_of_pair as key_of_pair
    from config_monitor.domain.compliance.lists import ViolationListState as ViolationListState
    from config_monitor.domain.compliance.lists import list_state as list_state
    from config_monitor.domain.compliance.persisted import Persisted as Persisted
    from config_monitor.domain.compliance.renaming import carried_over as carried_over
    from config_monitor.domain.compliance.transitions import EVERY_COPY as EVERY_COPY
    from config_monitor.domain.compliance.transitions import NOT_RECORDED as NOT_RECORDED
    from config_monitor.domain.compliance.transitions import ONE_OVER_ALL_REGIONS as ONE_OVER_ALL_REGIONS
    from config_monitor.domain.compliance.transitions import RESULTS_DELETED as RESULTS_DELETED
    from config_monitor.domain.compliance.transitions import RETIRED as RETIRED
    from config_monitor.domain.compliance.transitions import RULE_DELETED as RULE_DELETED
    from config_monitor.domain.compliance.transitions import RULE_RENAMED as RULE_RENAMED
    from config_monitor.domain.compliance.transitions import Because as Because
    from config_monitor.domain.compliance.transitions import ViolationState as ViolationState
    from config_monitor.domain.compliance.transitions import ViolationTransition as ViolationTransition
    from config_monitor.domain.compliance.transitions import fold as fold
    from config_monitor.domain.compliance.transitions import missed_before as missed_before
    from config_monitor.domain.compliance.violation import Violation as Violation
    from config_monitor.domain.compliance.violation import ViolationChange as ViolationChange
    from config_monitor.domain.compliance.violation import change_between as change_between
    from config_monitor.domain.compliance.violation import with_evaluation as with_evaluation
    from config_monitor.domain.compliance.violation import with_removal as with_removal
    from config_monitor.domain.compliance.violation import with_resource as with_resource
    from config_monitor.domain.compliance.violation import with_transition as with_transition
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "all_regions": ["folded_into_global", "is_misplaced", "without_regions"],
            "counters": ["counted_in", "counter_changes", "counters_key"],
            "keys": ["ViolationKey", "key_of_pair"],
            "lists": ["ViolationListState", "list_state"],
            "persisted": ["Persisted"],
            "renaming": ["carried_over"],
            "transitions": [
                "Because",
                "EVERY_COPY",
                "NOT_RECORDED",
                "ONE_OVER_ALL_REGIONS",
                "RESULTS_DELETED",
                "RETIRED",
                "RULE_DELETED",
                "RULE_RENAMED",
                "ViolationState",
                "ViolationTransition",
                "fold",
                "missed_before",
            ],
            "violation": [
                "Violation",
                "ViolationChange",
                "change_between",
                "with_evaluation",
                "with_removal",
                "with_resource",
                "with_transition",
            ],
        },
    )
