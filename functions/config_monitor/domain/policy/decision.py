"""What policy and catalogue together decide of a subject: its severity, and whether and where to notify."""

from datetime import date

from pydantic import Field

from config_monitor.domain.events import Severity
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy.classification import Route
from config_monitor.domain.policy.document import Policy
from config_monitor.domain.policy.overrides import NO_OVERRIDES, Overrides
from config_monitor.domain.policy.routing import route_of, severity_by_policy
from config_monitor.domain.policy.subject import Subject
from config_monitor.domain.rules import BY_POLICY, BY_SOURCE, UNLISTED, UNLISTED_SEVERITY, ManagedRule


class Decision(DomainModel):
    """The decision on one subject."""

    severity: Severity
    severity_source: str = Field(description="policy, source, one of the catalogue's sources, or unlisted")
    route: Route
    rule: ManagedRule | None = Field(default=None, description="the catalogue's entry of the subject's rule")


def decide(
    policy: Policy,
    subject: Subject,
    rule: ManagedRule | None,
    today: date,
    reported: Severity = Severity.UNRATED,
    overrides: Overrides = NO_OVERRIDES,
) -> Decision:
    """The decision on a day (UTC); `reported` is the severity that the event's source itself reports.

    `overrides` are the exception and the mute made by people that hold at present.
    """
    severity, source = _severity(policy, subject, rule, reported)
    route = route_of(policy, subject, severity, today, overrides)
    return Decision(severity=severity, severity_source=source, route=route, rule=rule)


def _severity(policy: Policy, subject: Subject, rule: ManagedRule | None, reported: Severity) -> tuple[Severity, str]:
    """Severity and its source: the policy first, then the catalogue; for what is no rule, the source itself."""
    if (severity := severity_by_policy(policy, subject)) is not None:
        return severity, BY_POLICY
    if not subject.rules:
        return reported, BY_SOURCE
    return (rule.severity, rule.severity_source) if rule else (UNLISTED_SEVERITY, UNLISTED)
