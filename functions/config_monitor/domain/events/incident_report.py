"""What one event says of an incident: a finding, Health event, alarm, stack or log error that begins and ends."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from config_monitor.domain.events.keys import IDENTITY_BYTES, KIND_BYTES, bounded_key
from config_monitor.domain.events.sanitizing import one_line
from config_monitor.domain.model import DomainModel

Phase = Literal["opened", "updated", "ended"]
EndedAs = Literal["ok", "deleted", "closed", "archived", "completed"]

AFFECTED = "Affected resources"
_NAMES, _NAME_CHARACTERS, _LISTED_CHARACTERS = 10, 80, 250


def listed(entities: Sequence[str]) -> str:
    """`i-0abc, i-0def and 4 more`, at most ten names in 250 characters; nothing for one, which is the resource."""
    if len(entities) < 2:
        return ""
    names: list[str] = []
    for name in (one_line(entity, _NAME_CHARACTERS) for entity in entities[:_NAMES]):
        if len(", ".join([*names, name])) > _LISTED_CHARACTERS:
            break
        names.append(name)
    more = len(entities) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def with_entities(subject: str, entities: Sequence[str]) -> str:
    """The title of a Health event: what it is about and whom it affects, `..., i-0abc and 2 more`; an ARN's end."""
    if not entities:
        return subject
    more = f" and {len(entities) - 1} more" if len(entities) > 1 else ""
    named = re.split("[:/]", entities[0])[-1] if entities[0].startswith("arn:") else entities[0]
    return f"{subject}, {(named or entities[0])[:100]}{more}"


def _identity(text: str) -> str:
    return bounded_key(text, IDENTITY_BYTES)


def _kind(text: str) -> str:
    return bounded_key(text, KIND_BYTES)


class IncidentReport(DomainModel):
    """What one event says of something that begins and ends.

    An incident is known by account and region concerned, source and `identity`. Its reports may arrive in any order
    and more than once; `occurred_at` orders them.
    """

    identity: Annotated[str, AfterValidator(_identity)] = Field(
        min_length=1,
        description="the source's own: finding id; Health eventArn; alarm ARN; id of the root stack;"
        " `{log_group}#{fingerprint}`; `{stack_set_id}#{account}#{region}`",
    )
    kind: Annotated[str, AfterValidator(_kind)] = Field(
        min_length=1,
        description="what incidents of one storm share: an alarm's `{namespace}#{metric}`, a finding's type,"
        " a Health event's type code, a log group; the account for composite alarms and stacks",
    )
    phase: Phase = Field(description="by this event alone: the trouble is on, unchanged or without statement, or over")
    ended_as: EndedAs | None = Field(default=None, description="how it is over; only with phase `ended`")
    occurred_at: str = Field(description="stored instant by the source's own clock; orders the reports of one incident")
    of_part: bool = Field(
        default=False,
        description="the event's status is that of a part or of the definition, not of the incident: a time series"
        " or the configuration of an alarm, a resource or nested stack",
    )
    silent_after: int | None = Field(default=None, ge=1, description="seconds without news after which it is over")
    suppressed: bool = Field(default=False, description="stored and never notified: archived or suppressed findings")
    count: int = Field(default=1, ge=1, le=1_000_000_000, description="how often it has happened so far")
    starts_at: str | None = Field(default=None, description="stored instant at which a scheduled change begins")
    ends_at: str | None = Field(default=None, description="stored instant at which it ends")
    entities: tuple[str, ...] = Field(default=(), description="affected entities of this page of a Health event")
    subject: str | None = Field(default=None, description="the title of a Health event without its entities")
    cause: str | None = Field(
        default=None, description="what failed first, one line; of several reports the oldest one's counts"
    )
    page: str | None = Field(default=None, description="`{communicationId}#{page}` of a Health event; copies share it")

    @model_validator(mode="after")
    def _ends_in_one_way(self) -> Self:
        if (self.phase == "ended") != (self.ended_as is not None):
            raise ValueError("ended_as is for phase ended, and required there")
        return self
