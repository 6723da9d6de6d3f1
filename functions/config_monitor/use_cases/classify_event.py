"""Decide how severe an event is, what it means, and whether and where to notify of it."""

from datetime import datetime

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import ComplianceStatus, Event, format_instant, one_line
from config_monitor.domain.incidents import IncidentKey, incident_key
from config_monitor.domain.policy import NO_OVERRIDES, Classified, Overrides, Policy, decide, subject_of_event
from config_monitor.domain.resources import KnownResource, Resource, known_resource, resource_key, with_facts
from config_monitor.domain.rules import ManagedRule
from config_monitor.ports import Catalogue, OverrideSource, PolicySource, Resources


def classify_event(
    event: Event,
    policies: PolicySource,
    catalogue: Catalogue,
    resources: Resources,
    now: datetime,
    overrides: OverrideSource | None = None,
) -> Classified:
    """The event with severity, category and remediation, and its route under the policy in force.

    `overrides` has the exceptions and mutes that people made.

    The severity of a compliance change is its rule's, whatever the status: a resolved violation was as bad as it was.
    Raises StorageBusy when the policy or the resource cannot be read because the table stays throttled.
    """
    policy = policies.policy()
    known = catalogue.find(event.evaluation.rule) if event.evaluation else None
    resource = _resource(event, policy, resources)
    by_people = _overrides(event, overrides, now) if overrides else NO_OVERRIDES
    subject = subject_of_event(event, resource)
    decision = decide(policy, subject, known, now.date(), event.severity, by_people)
    return Classified(
        event=_described(event, known, resource).model_copy(update={"severity": decision.severity}),
        route=decision.route,
        severity_source=decision.severity_source,
        description=known.description if known else None,
        documentation=known.documentation if known else None,
        resource=resource,
    )


def _overrides(event: Event, overrides: OverrideSource, now: datetime) -> Overrides:
    """The overrides of the violation or incident that the event is about, as they hold at present."""
    key: ViolationKey | IncidentKey
    if evaluation := event.evaluation:
        key = ViolationKey(
            account=event.account,
            region=event.region,
            rule_name=evaluation.rule,
            resource_type=evaluation.resource_type,
            resource_id=evaluation.resource_id,
        )
    elif report := event.incident:
        key = incident_key(event, report)
    else:
        return NO_OVERRIDES
    return overrides.of(key).at(format_instant(now))


def _resource(event: Event, policy: Policy, resources: Resources) -> KnownResource | None:
    """What is known of the resource that breaks a rule, or what its item itself states; else None.

    Of others nothing is read: whoever is notified of an end was notified of the opening.
    """
    if facts := event.resource:
        fresh = Resource(key=resource_key(event.account, event.region, facts.resource_type, facts.resource_id))
        return known_resource(with_facts(fresh, facts, event.event_id), policy.owner_tags)
    evaluation = event.evaluation
    if not evaluation or evaluation.status is not ComplianceStatus.NON_COMPLIANT:
        return None
    key = resource_key(event.account, event.region, evaluation.resource_type, evaluation.resource_id)
    return known_resource(resources.resource(key), policy.owner_tags, evaluation.evaluated_at)


def _described(event: Event, known: ManagedRule | None, resource: KnownResource | None) -> Event:
    """The event in the catalogue's words; the catalogue's headline is a violation's, so only a violation gets it."""
    if not known or not event.evaluation:
        return event
    words = {"category": known.category, "remediation": known.remediation}
    if event.evaluation.status is ComplianceStatus.NON_COMPLIANT:
        name = next(iter(resource.names), None) if resource else None
        resource_id = event.evaluation.resource_id
        words["title"] = one_line(f"{known.title}: {f'{name} ({resource_id})' if name else resource_id}")
    return event.model_copy(update=words)
