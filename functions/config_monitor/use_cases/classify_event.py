"""Decide how severe an event is, what it means, and whether and where to notify of it."""

from datetime import datetime

from config_monitor.domain.events import ComplianceStatus, Event, one_line
from config_monitor.domain.policy import Classified, decide, subject_of_event
from config_monitor.domain.rules import ManagedRule
from config_monitor.ports import Catalogue, PolicySource


def classify_event(event: Event, policies: PolicySource, catalogue: Catalogue, now: datetime) -> Classified:
    """The event with severity, category and remediation, and its route under the policy in force.

    The severity of a compliance change is its rule's, whatever the status: a resolved violation was as bad as it was.
    Raises StorageBusy when the policy cannot be read because the table stays throttled.
    """
    known = catalogue.find(event.evaluation.rule) if event.evaluation else None
    decision = decide(policies.policy(), subject_of_event(event), known, now.date(), event.severity)
    return Classified(
        event=_described(event, known).model_copy(update={"severity": decision.severity}),
        route=decision.route,
        severity_source=decision.severity_source,
        description=known.description if known else None,
        documentation=known.documentation if known else None,
    )


def _described(event: Event, known: ManagedRule | None) -> Event:
    """The event in the catalogue's words; the catalogue's headline is a violation's, so only a violation gets it."""
    if not known or not event.evaluation:
        return event
    words = {"category": known.category, "remediation": known.remediation}
    if event.evaluation.status is ComplianceStatus.NON_COMPLIANT:
        words["title"] = one_line(f"{known.title}: {event.evaluation.resource_id}")
    return event.model_copy(update=words)
