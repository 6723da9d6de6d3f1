"""How the policy's exceptions stand: which hold, which end soon, which have ended, and which nothing needs."""

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.compliance import Violation
from config_monitor.domain.policy.document import ExceptionEntry, Policy
from config_monitor.domain.policy.routing import Subject, fits

WARNED_BEFORE = timedelta(days=7)


class ExceptionStatus(BaseModel):
    """One exception as the digest shows it; `violations` is how many open ones it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    resource: str
    account: str | None
    reason: str
    owner: str
    expires: str
    state: Literal["active", "expiring", "expired", "unused"]
    violations: int


def standing(policy: Policy, about: Mapping[str, int], today: date) -> list[ExceptionStatus]:
    """Every exception of the policy in its order; `about` has the number of open violations of each, by its mark.

    Unused is one that matches nothing open: it can go. An expired one is named for as long as something needs it.
    """
    return [
        ExceptionStatus(
            rule=", ".join(entry.rule),
            resource=", ".join(entry.resource),
            account=", ".join(entry.account) if entry.account else None,
            reason=entry.reason,
            owner=entry.owner,
            expires=entry.expires.isoformat(),
            state=_state(entry.expires, about.get(mark_of(entry), 0), today),
            violations=about.get(mark_of(entry), 0),
        )
        for entry in policy.exceptions
    ]


def about(policy: Policy, violation: Violation) -> dict[str, int]:
    """The marks of the exceptions that are about a violation, whatever the day, each counted once."""
    subject = subject_of_violation(violation)
    return {mark_of(entry): 1 for entry in policy.exceptions if fits(policy, entry, subject)}


def mark_of(entry: ExceptionEntry) -> str:
    """A short name of an entry that changes when anything in it does."""
    return sha256(entry.model_dump_json().encode()).hexdigest()[:12]


def subject_of_violation(violation: Violation) -> Subject:
    """What a policy can say of a stored violation."""
    key = violation.key
    return Subject(
        account=key.account,
        rules=(key.rule_name, *sorted(violation.state.statuses)),
        resource_type=key.resource_type,
        resource_id=key.resource_id,
    )


def _state(expires: date, violations: int, today: date) -> Literal["active", "expiring", "expired", "unused"]:
    if not violations:
        return "unused"
    if expires < today:
        return "expired"
    return "expiring" if expires - today <= WARNED_BEFORE else "active"
