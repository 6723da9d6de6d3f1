"""A violation under the new name of its rule: nothing of it begins anew."""

from typing import Any

from config_monitor.domain.compliance.keys import ViolationKey
from config_monitor.domain.compliance.transitions import ViolationState, ViolationTransition, copy_key
from config_monitor.domain.compliance.violation import Violation, with_transition
from config_monitor.domain.events import GLOBAL


def carried_over(old: Violation, new: Violation, names: tuple[str, str], region: str) -> Violation:
    """The violation under its new key: what the old one has, then what the new one has received itself.

    `names` are the raw names of the rule before and after, `region` where it was renamed. The alert and its thread stay
    those of the old violation while its opening is the newest.
    """
    renamed = _renamed(old, new.key, names, region if old.key.region == GLOBAL else None)
    merged = renamed
    for transition in new.transitions:
        merged = with_transition(merged, transition)
    source = renamed if merged.opened_at == renamed.opened_at else new
    alerts = {
        "alert": source.alert,
        "alert_channel": source.alert_channel,
        "notified_severity": source.notified_severity,
    }
    return merged.model_copy(update={**alerts, "version": new.version})


def _renamed(old: Violation, key: ViolationKey, names: tuple[str, str], region: str | None) -> Violation:
    before, after = names

    def named(name: str) -> str:
        return after if name == before else name

    def transition(known: ViolationTransition) -> ViolationTransition:
        return known.model_copy(update={"rule_name": named(known.rule_name)}) if known.region == region else known

    def state(known: ViolationState) -> ViolationState:
        copies = {copy_key(before, region): copy_key(after, region)}
        statuses = {copies.get(copy, copy): status for copy, status in known.statuses.items()}
        at, status, name, event_id = known.newest
        return known.model_copy(update={"statuses": statuses, "newest": (at, status, named(name), event_id)})

    of_attributes: tuple[Any, ...] | None = old.attributes_from
    if of_attributes:
        of_attributes = (*of_attributes[:3], named(of_attributes[3]), of_attributes[4])
    return old.model_copy(
        update={
            "key": key,
            "state": state(old.state),
            "base": state(old.base),
            "transitions": [transition(known) for known in old.transitions],
            "attributes_from": of_attributes,
        }
    )
