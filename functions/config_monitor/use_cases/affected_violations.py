"""The violations that an event is about, before and after it."""

from config_monitor.domain.compliance import (
    NOT_RECORDED,
    RESULTS_DELETED,
    Because,
    Violation,
    key_of_pair,
    with_evaluation,
    with_removal,
)
from config_monitor.domain.events import GLOBAL, Event, Removal, region_of_pair
from config_monitor.domain.lifecycle import clamp_to_event_time, with_deadline
from config_monitor.domain.policy import Classified
from config_monitor.ports import Ledger


def affected_violations(classified: Classified, ledger: Ledger, now: str) -> list[tuple[Violation, Violation]]:
    """Each pair that the event concerns, as (before, after at `now`); equal objects where it changes nothing."""
    event, route = classified.event, classified.route
    if evaluation := event.evaluation:
        before = ledger.violation(key_of_pair(event, evaluation))
        excepted = (route.exception, route.excepted_until)
        after = with_evaluation(before, event, evaluation, *excepted, classified.resource, route.deadline_days)
        return [(before, _with_deadline(before, after, now))]
    if removal := event.removal:
        resource = (removal.resource_type, removal.resource_id)
        known = [
            v for region in _regions(event, removal) for v in ledger.violations_of(event.account, region, *resource)
        ]
        return [(before, _with_deadline(before, _after_removal(before, event, removal), now)) for before in known]
    return []


def _regions(event: Event, removal: Removal) -> list[str]:
    """Where the pairs of what is gone are; results about the account itself are a region's or global ones."""
    region = region_of_pair(event.region, removal.resource_type)
    return list(dict.fromkeys([region, GLOBAL])) if removal.what == "results" else [region]


def _with_deadline(before: Violation, after: Violation, now: str) -> Violation:
    return after if after is before else with_deadline(before, after, now)


def _after_removal(before: Violation, event: Event, removal: Removal) -> Violation:
    """A resource is deleted everywhere; its recording and its results end in the event's region alone."""
    because: dict[str, Because] = {"recording": NOT_RECORDED, "results": RESULTS_DELETED}
    removed_at = clamp_to_event_time(removal.removed_at, event)
    region = None if removal.what == "resource" else event.region
    return with_removal(before, removed_at, event.event_id, region=region, because=because.get(removal.what))
