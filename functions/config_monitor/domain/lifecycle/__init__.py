"""What violations and incidents have in common: they open, end and open again, and are folded in any order."""

from config_monitor.domain.lifecycle.counters import (
    CountersKey,
    changed_counters,
    counters_key_of,
)
from config_monitor.domain.lifecycle.deadline import (
    next_follow_up,
    next_reminder,
    with_deadline,
)
from config_monitor.domain.lifecycle.key_id import (
    id_of_key,
    key_of_id,
)
from config_monitor.domain.lifecycle.lifecycle import (
    FLAPPING_OPENINGS,
    AlertKey,
    ClosedAs,
    Lifecycle,
    LifecycleState,
    clamp_to_event_time,
)
from config_monitor.domain.lifecycle.list_state import list_of
from config_monitor.domain.lifecycle.transitions import (
    KEPT,
    Order,
    fold_in,
)

__all__ = [
    "FLAPPING_OPENINGS",
    "KEPT",
    "AlertKey",
    "ClosedAs",
    "CountersKey",
    "Lifecycle",
    "LifecycleState",
    "Order",
    "changed_counters",
    "clamp_to_event_time",
    "counters_key_of",
    "fold_in",
    "id_of_key",
    "key_of_id",
    "list_of",
    "next_follow_up",
    "next_reminder",
    "with_deadline",
]
