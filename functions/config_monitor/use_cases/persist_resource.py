"""What a configuration item changes besides history: its resource, and open violations that did not know of it yet."""

from config_monitor.domain.compliance import Violation, with_resource
from config_monitor.domain.events import region_of_pair
from config_monitor.domain.notifications import Alert, changed_alert
from config_monitor.domain.policy import Classified
from config_monitor.domain.resources import Resource, is_just_before, resource_key, with_facts
from config_monitor.ports import Ledger

ResourceUpdate = tuple[Resource, Resource]
ViolationUpdate = tuple[Violation, Violation, list[Alert]]


def resource_updates(classified: Classified, ledger: Ledger) -> list[ResourceUpdate]:
    """The resource before and after the item; empty for any other event, and when the item adds nothing."""
    event = classified.event
    if not (facts := event.resource):
        return []
    before = ledger.resource(resource_key(event.account, event.region, facts.resource_type, facts.resource_id))
    after = with_facts(before, facts, event.event_id)
    return [(before, after)] if after is not before else []


def violation_updates(classified: Classified, ledger: Ledger) -> list[ViolationUpdate]:
    """Open violations of the resource, with its names and owner, and the alert that completes their message."""
    event, resource = classified.event, classified.resource
    if not (facts := event.resource) or facts.names is None or not resource:
        return []
    region = region_of_pair(event.region, facts.resource_type)
    known = ledger.violations_of(event.account, region, facts.resource_type, facts.resource_id)
    updates = [_update(classified, before) for before in known if before.is_open]
    return [(before, after, alerts) for before, after, alerts in updates if alerts or after is not before]


def _update(classified: Classified, before: Violation) -> ViolationUpdate:
    resource, facts = classified.resource, classified.event.resource
    after = with_resource(before, resource.names, resource.owner) if resource else before
    change = facts.change if facts else None
    explains = change if change and before.opened_at and is_just_before(change, before.opened_at) else None
    # A message without names or cause gets them; one that is sent after this has them anyway.
    worth_an_edit = before.alert and (explains or after is not before)
    return before, after, [changed_alert(classified, after, explains)] if worth_an_edit else []
