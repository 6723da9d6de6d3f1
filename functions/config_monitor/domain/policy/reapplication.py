"""Reapplying the policy: what the policy of today changes of what is open, and where the next step goes on."""

from collections import Counter
from datetime import datetime
from typing import Self

from pydantic import Field

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import format_instant
from config_monitor.domain.incidents import Incident, as_of, reported_severity, with_decision
from config_monitor.domain.lifecycle import with_deadline
from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy.classification import Route
from config_monitor.domain.policy.decision import Decision, decide
from config_monitor.domain.policy.document import Policy
from config_monitor.domain.policy.overrides import Overrides
from config_monitor.domain.policy.subject import subject_of_event


class ReapplyCursor(DomainModel):
    """Where the next step goes on: a scope, and within it the position after which violations are still to be read.

    Incidents follow the violations of all scopes.
    """

    account: str = ""
    region: str = ""
    after: str | None = None
    incidents: list[str] | None = Field(
        default=None, description="once violations are done: the position in their list"
    )


class ReapplyResult(DomainModel):
    """Counts of what is open: how many were checked, how many are excepted, and how many changed in which way."""

    checked: int = Field(default=0, description="violations")
    incidents: int = Field(default=0, description="incidents that were checked")
    excepted: int = 0
    newly_excepted: int = 0
    no_longer_excepted: int = 0
    severity_changed: int = 0
    folded: int = Field(default=0, description="pairs of a region that went on in the one pair of all regions")
    by_exception: dict[str, int] = Field(
        default={}, description="number of open violations and incidents that each exception matches, by `fingerprint`"
    )

    @classmethod
    def of(cls, before: Violation | Incident, after: Violation | Incident) -> Self:
        """The result for one violation or incident."""
        return cls(
            checked=int(isinstance(after, Violation)),
            incidents=int(isinstance(after, Incident)),
            excepted=int(bool(after.exception)),
            newly_excepted=int(bool(after.exception and not before.exception)),
            no_longer_excepted=int(bool(before.exception and not after.exception)),
            severity_changed=int(before.severity is not after.severity),
        )

    def plus(self, more: "ReapplyResult") -> "ReapplyResult":
        """The sum."""
        counts = {name: n + getattr(more, name) for name, n in self.model_dump(exclude={"by_exception"}).items()}
        return ReapplyResult(**counts, by_exception=dict(Counter(self.by_exception) + Counter(more.by_exception)))


def reapplied(violation: Violation, decision: Decision, managed_rule: str | None) -> Violation:
    """The violation with the decision's severity, exception and deadline, and its managed rule by the inventory.

    The very same object if nothing changes.
    """
    decided = {
        "managed_rule": managed_rule,
        "severity": decision.severity,
        "exception": decision.route.exception,
        "excepted_until": decision.route.excepted_until,
        "deadline_days": decision.route.deadline_days,
    }
    stored = {name: getattr(violation, name) for name in decided}
    return violation if decided == stored else violation.model_copy(update=decided)


def reapplied_incident(
    policy: Policy, incident: Incident, overrides: Overrides, now: datetime
) -> tuple[Route, Incident]:
    """What the policy and people's overrides decide of an incident at present, and the incident so.

    It has ended where it was silent for too long. The very same object if nothing changes. Raises ValueError for an
    incident of which nothing was reported.
    """
    if incident.event is None:
        raise ValueError(f"{incident.key}: nothing was reported of it")
    instant = format_instant(now)
    current = as_of(incident, instant)
    reported, held = reported_severity(current, instant), overrides.at(instant)
    decision = decide(policy, subject_of_event(incident.event), None, now.date(), reported, held)
    route = decision.route
    excepted = (route.exception, route.excepted_until)
    after = with_decision(current, decision.severity, *excepted, instant, route.deadline_days)
    return route, with_deadline(incident, after, instant)
