"""The status of exceptions: which hold, which end soon, which have ended, and which match nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from pydantic import Field

from config_monitor.domain.model import DomainModel
from config_monitor.domain.policy.document import ExceptionEntry, Policy
from config_monitor.domain.policy.matching import matches
from config_monitor.domain.policy.overrides import ExceptionByPerson
from config_monitor.domain.policy.subject import Subject

EXPIRING_WITHIN = timedelta(days=7)
# The weekly report names what ended in its week, the first day of which is eight days ago by then.
ENDED_WITHIN = timedelta(days=8)

ExceptionState = Literal["active", "expiring", "expired", "unused", "ended"]


class ExceptionStatus(DomainModel):
    """One exception as the digest shows it; `violations` is the number of open violations and incidents it matches."""

    rule: str = Field(description="the patterns of its rules, else of its findings, alarms or sources")
    resource: str
    account: str | None
    reason: str
    owner: str
    expires: str
    state: ExceptionState
    violations: int


def exception_statuses(
    policy: Policy, by_exception: Mapping[str, int], today: date, people: Iterable[ExceptionByPerson] = ()
) -> list[ExceptionStatus]:
    """Every exception of the policy in its order, then those of people that nobody has ended early.

    `by_exception` counts what is open of each, by fingerprint or id. `unused` matches nothing open and can be deleted;
    `expired` has ended and still matches something; one of a person that does not is `ended` for the rest of the week.
    """
    recent = today - ENDED_WITHIN
    made = [each for each in people if not each.ended_at and (each.expires >= recent or by_exception.get(each.id))]
    return [
        *(_status(entry, by_exception.get(fingerprint(entry), 0), today) for entry in policy.exceptions),
        *(_status_of_person(each, by_exception.get(each.id, 0), today) for each in made),
    ]


def matching_exceptions(policy: Policy, subject: Subject) -> dict[str, int]:
    """The fingerprints of the exceptions that match a subject, whatever the day, each with the count 1."""
    return {fingerprint(entry): 1 for entry in policy.exceptions if matches(policy, entry, subject)}


def fingerprint(entry: ExceptionEntry) -> str:
    """Twelve hexadecimal digits that change when anything in the entry does."""
    return sha256(entry.model_dump_json().encode()).hexdigest()[:12]


def _status(entry: ExceptionEntry, violations: int, today: date) -> ExceptionStatus:
    return ExceptionStatus(
        rule=", ".join(entry.rule or entry.finding or entry.alarm or entry.source or []),
        resource=", ".join(entry.resource or ["*"]),
        account=", ".join(entry.account) if entry.account else None,
        reason=entry.reason,
        owner=entry.owner,
        expires=entry.expires.isoformat(),
        state=_state(entry.expires, violations, today),
        violations=violations,
    )


def _status_of_person(exception: ExceptionByPerson, violations: int, today: date) -> ExceptionStatus:
    return ExceptionStatus(
        rule=exception.rule_name or exception.subject,
        resource=exception.resource_id or "*",
        account=exception.account,
        reason=exception.reason,
        owner=exception.author.label,
        expires=exception.expires.isoformat(),
        state="ended" if exception.expires < today and not violations else _state(exception.expires, violations, today),
        violations=violations,
    )


def _state(expires: date, violations: int, today: date) -> ExceptionState:
    if not violations:
        return "unused"
    if expires < today:
        return "expired"
    return "expiring" if expires - today <= EXPIRING_WITHIN else "active"
