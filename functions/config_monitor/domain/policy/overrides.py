"""What people decide beside the policy file: exceptions with an end, and mutes of one violation or incident.

An exception made by a person has the effect of one in the policy: what it is about is neither notified nor counted.
"""

from datetime import date
from hashlib import sha256
from typing import Literal, NamedTuple, Self

from pydantic import Field

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import Severity
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.model import DomainModel

OverrideScope = Literal["resource", "rule"]


class Author(DomainModel):
    """Who acts: a Slack user, or the caller of the API by ARN."""

    id: str
    name: str = ""

    @property
    def label(self) -> str:
        """Name and id for people: `alice (U012AB3CD)`."""
        return f"{self.name} ({self.id})" if self.name else self.id


class _Override(DomainModel):
    id: str = Field(description="the id of what it is about, by `override_ids`")
    account: str
    region: str | None = None
    subject: str = Field(description="rule and resource, or the incident, in words")
    author: Author
    created_at: str
    ended_at: str | None = Field(default=None, description="when somebody ended it early")


class ExceptionByPerson(_Override):
    """An exception that a person made: of one resource under one rule, or of a rule in an account."""

    scope: OverrideScope
    key: ViolationKey | IncidentKey | None = Field(default=None, description="what it was made for first")
    rule_name: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    reason: str
    expires: date = Field(description="the last day, in UTC, on which the exception holds")
    approved_by: Author | None = Field(default=None, description="the second person, where two are asked for")
    origin: Literal["slack", "api"] = "slack"
    severity: Severity | None = Field(default=None, description="how severe the worst was that it was made for")


class MuteByPerson(_Override):
    """A mute of one violation or incident: it stays open and counted, and is not notified until an instant."""

    until: str


class OverrideIds(NamedTuple):
    """The ids under which overrides of one violation or incident are kept; `rule` is of its rule in its account."""

    resource: str
    rule: str


class Overrides(DomainModel):
    """The overrides of one violation or incident."""

    exception: ExceptionByPerson | None = None
    mute: MuteByPerson | None = None

    def at(self, now: str) -> Self:
        """Those that hold at a stored instant."""
        exception, mute = self.exception, self.mute
        return self.model_copy(
            update={
                "exception": exception if exception and holds(exception, now) else None,
                "mute": mute if mute and not mute.ended_at and now < mute.until else None,
            }
        )


NO_OVERRIDES = Overrides.model_construct()  # of defaults alone: nothing is built at import


def holds(exception: ExceptionByPerson, now: str) -> bool:
    """Whether an exception is in effect at a stored instant: not ended, and its last day is not over."""
    return not exception.ended_at and now[:10] <= exception.expires.isoformat()


def override_ids(key: ViolationKey | IncidentKey) -> OverrideIds:
    """The ids of what an override of a violation or incident can be about, stable for as long as its key is."""
    kind = key.rule_name if isinstance(key, ViolationKey) else key.source
    return OverrideIds(resource=_id("resource", *key.model_dump().values()), rule=_id("rule", key.account, kind))


def _id(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:24]
