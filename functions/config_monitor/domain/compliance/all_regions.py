"""A violation of one region that is about something global: its history goes on in the one violation of all regions."""

from collections.abc import Collection

from config_monitor.domain.compliance.transitions import (
    EVERY_COPY,
    NOT_RECORDED,
    ViolationState,
    ViolationTransition,
    copy_key,
)
from config_monitor.domain.compliance.violation import Violation, with_removal, with_transition
from config_monitor.domain.events import GLOBAL, region_of_pair


def is_misplaced(violation: Violation, *, account_wide: bool) -> bool:
    """Whether it is a region's although all regions report it: stored before its type or rule counted as global."""
    key = violation.key
    return key.region != GLOBAL and region_of_pair(key.region, key.resource_type, account_wide=account_wide) == GLOBAL


def folded_into_global(regional: Violation, of_all: Violation) -> Violation:
    """The violation of all regions with what one region's has: its copies, its age, and its alert if none is there.

    `of_all` may be a fresh one.
    """
    moved = _of_region(regional, of_all)
    if not of_all.version:
        return moved
    merged = of_all
    for transition in moved.transitions:
        merged = with_transition(merged, transition)
    for region, name in moved.copies:
        if merged.status_of(name, region) is None:  # all that it reported is older than what is kept
            status = moved.state.statuses[copy_key(name, region)]
            at = max(merged.base.newest[0], moved.state.evaluated_at)
            lost = ViolationTransition(
                evaluated_at=at, rule_name=name, status=status, event_id=f"{GLOBAL}-{region}", region=region
            )
            merged = with_transition(merged, lost)
    described = max((of_all, moved), key=lambda one: one.attributes_from or (False, "", "", "", ""))
    notified = of_all if of_all.alert else moved
    return merged.model_copy(
        update={
            **{name: getattr(described, name) for name in _DESCRIBED},
            **{name: getattr(notified, name) for name in ("alert", "alert_channel", "notified_severity")},
        }
    )


def without_regions(violation: Violation, not_recording: Collection[str], at: str) -> Violation:
    """A global violation without the word of regions whose recorder is off, where another region still has one.

    The same object when nothing changes: a region that alone reported it is not proved wrong by looking away.
    """
    live = {region for region in violation.regions if violation.is_reported_by(region)}
    if violation.key.region != GLOBAL or not live - set(not_recording):
        return violation
    for region in sorted(live & set(not_recording)):
        ended_at = max(at, violation.state.evaluated_at)
        violation = with_removal(violation, ended_at, f"recorder-{region}", region=region, because=NOT_RECORDED)
    return violation


_DESCRIBED = (
    *("severity", "annotation", "rule_arn", "managed_rule", "exception", "excepted_until", "attributes_from"),
    *("deadline_days", "deadline_from"),
)


def _of_region(regional: Violation, of_all: Violation) -> Violation:
    """The same with its region in every transition and copy, under the key of all regions."""
    region = regional.key.region

    def transition(known: ViolationTransition) -> ViolationTransition:
        everywhere = known.rule_name == EVERY_COPY and known.because is None  # the end of the resource itself
        return known if everywhere else known.model_copy(update={"region": region})

    def state(known: ViolationState) -> ViolationState:
        statuses = {copy_key(name, region): status for name, status in known.statuses.items()}
        return known.model_copy(update={"statuses": statuses})

    return regional.model_copy(
        update={
            "key": of_all.key,
            "version": of_all.version,
            "state": state(regional.state),
            "base": state(regional.base),
            "transitions": [transition(known) for known in regional.transitions],
        }
    )
