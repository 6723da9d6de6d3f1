"""Decide how severe an event is, what it means, and whether and where to notify of it."""

from datetime import datetime

from config_monitor.domain.compliance import ViolationKey, key_of_pair
from config_monitor.domain.events import ComplianceStatus, Event, Severity, format_instant, one_line
from config_monitor.domain.incidents import IncidentKey, incident_key
from config_monitor.domain.policy import NO_OVERRIDES, Classified, Decision, Overrides, Policy, decide, subject_of_event
from config_monitor.domain.resources import KnownResource, Resource, known_resource, resource_key, with_facts
from config_monitor.ports import Catalogue, OverrideSource, PolicySource, Resources, RuleLookup
from config_monitor.use_cases.identify_rule import IdentifiedRule, identify_rule


def classify_event(
    event: Event,
    policies: PolicySource,
    catalogue: Catalogue,
    resources: Resources,
    now: datetime,
    overrides: OverrideSource,
    rules: RuleLookup,
) -> Classified:
    """The event with severity, category and remediation, and its route under the policy in force.

    `overrides` has the exceptions and mutes that people made. The severity of a compliance change is its rule's,
    whatever the status: a resolved violation was as bad as it was. Raises StorageBusy when the policy, the rule, the
    resource or an override cannot be read because the table stays throttled.
    """
    policy = policies.policy()
    rule, resource = _identified(event, catalogue, rules), _resource(event, policy, resources)
    event = _described(event, rule, resource)
    by_people = _overrides(event, overrides, now)
    subject = subject_of_event(event, resource)
    decision = decide(policy, subject, rule.managed, now.date(), event.severity, by_people)
    return Classified(
        event=event.model_copy(update={"severity": decision.severity, "source_severity": _of_source(event, decision)}),
        route=decision.route,
        severity_source=decision.severity_source,
        description=rule.managed.description if rule.managed else rule.description,
        documentation=rule.managed.documentation if rule.managed else None,
        resource=resource,
    )


def _of_source(event: Event, decision: Decision) -> Severity | None:
    """The source's severity of an incident that the policy rates otherwise, for the day when it no longer does."""
    return event.severity if event.incident and decision.severity is not event.severity else None


def _identified(event: Event, catalogue: Catalogue, rules: RuleLookup) -> IdentifiedRule:
    if not (evaluation := event.evaluation):
        return IdentifiedRule(None)
    return identify_rule((event.account, event.region), evaluation.rule, evaluation.rule_name, catalogue, rules)


def _overrides(event: Event, overrides: OverrideSource, now: datetime) -> Overrides:
    """The overrides of the violation or incident that the event is about, as they hold at present."""
    key: ViolationKey | IncidentKey
    if evaluation := event.evaluation:
        key = key_of_pair(event, evaluation)
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


def _described(event: Event, rule: IdentifiedRule, resource: KnownResource | None) -> Event:
    """The event in the catalogue's words; the catalogue's headline is a violation's, so only a violation gets it."""
    if not event.evaluation:
        return event
    identity = {"managed_rule": rule.managed_rule, "account_wide": rule.account_wide}
    words = {"evaluation": event.evaluation.model_copy(update=identity), "facts": (*event.facts, *rule.facts)}
    if known := rule.managed:
        words |= {"category": known.category, "remediation": known.remediation}
        if event.evaluation.status is ComplianceStatus.NON_COMPLIANT:
            name = next(iter(resource.names), None) if resource else None
            resource_id = event.evaluation.resource_id
            words["title"] = one_line(f"{known.title}: {f'{name} ({resource_id})' if name else resource_id}")
    return event.model_copy(update=words)
