"""Decide how bad an event is, what it means and who should hear of it."""

from datetime import datetime

from config_monitor.domain.events import ComplianceStatus, Event, Severity, one_line
from config_monitor.domain.policy import Classified, Policy, Subject, route_of, severity_by_policy, subject_of
from config_monitor.domain.rules import BY_POLICY, BY_SOURCE, UNLISTED, UNLISTED_SEVERITY, ManagedRule
from config_monitor.ports import Catalogue, PolicySource


def classify_event(event: Event, policies: PolicySource, catalogue: Catalogue, now: datetime) -> Classified:
    """The event with severity, category and guidance, and its route under the policy in force.

    The severity of a compliance change is its rule's, whatever the status: a resolved violation was as bad as it was.
    Raises StorageBusy when the policy cannot be read because the table stays throttled.
    """
    policy, subject = policies.policy(), subject_of(event)
    known = catalogue.find(event.evaluation.rule) if event.evaluation else None
    severity, source = _severity(policy, subject, event, known)
    return Classified(
        event=_described(event, known).model_copy(update={"severity": severity}),
        route=route_of(policy, subject, severity, now.date()),
        severity_source=source,
        description=known.description if known else None,
        documentation=known.documentation if known else None,
    )


def _severity(policy: Policy, subject: Subject, event: Event, known: ManagedRule | None) -> tuple[Severity, str]:
    """How bad, and who says so: the policy first, then the catalogue; for what is no rule, the source itself."""
    if (severity := severity_by_policy(policy, subject)) is not None:
        return severity, BY_POLICY
    if not event.evaluation:
        return event.severity, BY_SOURCE
    return (known.severity, known.severity_source) if known else (UNLISTED_SEVERITY, UNLISTED)


def _described(event: Event, known: ManagedRule | None) -> Event:
    """The event in the catalogue's words; its headline tells of a violation, so only a violation bears it."""
    if not known or not event.evaluation:
        return event
    words = {"category": known.category, "remediation": known.remediation}
    if event.evaluation.status is ComplianceStatus.NON_COMPLIANT:
        words["title"] = one_line(f"{known.title}: {event.evaluation.resource_id}")
    return event.model_copy(update=words)
