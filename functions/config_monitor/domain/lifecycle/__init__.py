"""What violations and incidents have in common: they open, end and open again, and are folded in any order."""

from typing import TYPE_CHECKING

from config_monitor.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from config_monitor.domain.lifecycle.alert_key import AlertKey as AlertKey
    from config_monitor.domain.lifecycle.closed_as import ClosedAs as ClosedAs
    from config_monitor.domain.lifecycle.counters import CountersKey as CountersKey
    from config_monitor.domain.lifecycle.counters import changed_counters as changed_counters
    from config_monitor.domain.lifecycle.counters import counters_key_of as counters_key_of
    from config_monitor.domain.lifecycle.deadline import next_follow_up as next_follow_up
    from config_monitor.domain.lifecycle.deadline import next_reminder as next_reminder
    from config_monitor.domain.lifecycle.deadline import with_deadline as with_deadline
    from config_monitor.domain.lifecycle.key_id import id_of_key as id_of_key
    from config_monitor.domain.lifecycle.key_id import key_of_id as key_of_id
    from config_monitor.domain.lifecycle.lifecycle import Lifecycle as Lifecycle
    from config_monitor.domain.lifecycle.lifecycle import LifecycleState as LifecycleState
    from config_monitor.domain.lifecycle.lifecycle import clamp_to_event_time as clamp_to_event_time
    from config_monitor.domain.lifecycle.lists import list_of as list_of
    from config_monitor.domain.lifecycle.transitions import KEPT as KEPT
    from config_monitor.domain.lifecycle.transitions import fold_in as fold_in
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "alert_key": ["AlertKey"],
            "closed_as": ["ClosedAs"],
            "counters": ["CountersKey", "changed_counters", "counters_key_of"],
            "deadline": ["next_follow_up", "next_reminder", "with_deadline"],
            "key_id": ["id_of_key", "key_of_id"],
            "lifecycle": ["Lifecycle", "LifecycleState", "clamp_to_event_time"],
            "lists": ["list_of"],
            "transitions": ["KEPT", "fold_in"],
        },
    )
