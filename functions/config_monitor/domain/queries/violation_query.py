"""How violations are listed: open, resolved or excepted ones, oldest first, each with its age and its name in links."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config_monitor.domain.compliance import ListState, Violation, ViolationKey
from config_monitor.domain.events import between, duration_words, format_instant
from config_monitor.domain.queries.event_query import MAX_KEY_BYTES, Account, ListQuery, Region, SeverityParameter, Text
from config_monitor.domain.queries.index_plan import Plan
from config_monitor.domain.rules import canonical_rule


class ViolationQuery(ListQuery):
    """A question to the current state; every filter is an exact match and all of them hold together."""

    status: ListState = Field(default="open", description="Which list.")
    account: Account | None = None
    region: Region | None = None
    rule_name: Text | None = Field(default=None, description="An AWS Config rule, by its plain or any copy's name.")
    resource_type: Text | None = Field(default=None, description="Such as AWS::S3::Bucket.")
    resource_id: Text | None = None
    severity: SeverityParameter | None = None


def plan_violations(query: ViolationQuery) -> Plan:
    """The one index to read for a list, and what is left to filter while reading it."""
    names = ("account", "region", "resource_type", "resource_id")
    wanted: dict[str, str | int] = {name: value for name in names if (value := getattr(query, name)) is not None}
    if query.severity is not None:
        wanted["severity"] = int(query.severity)
    attribute, value = "violation_state", str(query.status)
    if query.rule_name:
        attribute, value = "rule_state", f"{canonical_rule(query.rule_name).name}#{query.status}"
    elif "account" in wanted:
        attribute, value = "account_state", f"{wanted.pop('account')}#{query.status}"
    return Plan(f"by_{attribute}", attribute, value, wanted, order="opened_at")


class ListedViolation(BaseModel):
    """A violation in a list."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(description="Its name in GET /compliance/violations/{id}.")
    account: str
    region: str
    rule_name: str = Field(description="Canonical: the same for all copies of a rule.")
    resource_type: str
    resource_id: str
    status: str = Field(description="What AWS Config last said.")
    since: str = Field(description="Since when it says so.")
    evaluated_at: str = Field(description="When it last said anything.")
    opened_at: str | None = None
    resolved_at: str | None = None
    closed_as: str | None = Field(
        default=None, description="`fixed`, `removed` when the resource is gone, `excepted` while an exception holds."
    )
    reopened: int = Field(default=0, description="How often it opened again.")
    severity: int = Field(description="0 unrated, 1 informational, 2 low, 3 medium, 4 high, 5 critical.")
    annotation: str | None = None
    exception: str | None = Field(default=None, description="Why it is excepted.")
    excepted_until: str | None = None
    age: str | None = Field(default=None, description="How long it has been open, or was: `3 h 12 min`.")
    age_seconds: int | None = None

    @classmethod
    def of(cls, row: dict[str, Any], now: datetime) -> Self:
        """A row as listed at an instant."""
        listed = cls.model_validate({**row, "id": violation_id(ViolationKey.model_construct(**_key_of(row)))})
        if listed.opened_at:
            lasted = between(listed.opened_at, listed.resolved_at or format_instant(now))
            listed.age, listed.age_seconds = duration_words(lasted), int(lasted.total_seconds())
        return listed


class TimelineEntry(BaseModel):
    """One evaluation's word on the pair."""

    at: str
    status: str
    rule_name: str = Field(description="The copy of the rule that said so; `*` for all when the resource was removed.")
    event_id: str


class ViolationDetail(ListedViolation):
    """One violation with what became of it."""

    rule_names: list[str] = Field(default=[], description="The copies of the rule that have been heard.")
    rule_arn: str | None = None
    timeline: list[TimelineEntry] = Field(default=[], description="The newest evaluations, oldest first.")
    summed_up_before: str | None = Field(default=None, description="What is older than this is not in the timeline.")

    @classmethod
    def told(cls, row: dict[str, Any], violation: Violation, now: datetime) -> Self:
        """A stored violation in full."""
        entries = [
            TimelineEntry(at=t.evaluated_at, status=t.status, rule_name=t.rule_name, event_id=t.event_id)
            for t in violation.transitions
        ]
        detail = cls.of(row, now)
        return detail.model_copy(update={"timeline": entries, "summed_up_before": violation.base.evaluated_at or None})


def violation_id(key: ViolationKey) -> str:
    """A violation's key as one segment of a path, whatever its resource is called."""
    return urlsafe_b64encode(json.dumps(list(key.model_dump().values())).encode()).rstrip(b"=").decode()


def violation_key_of(given: str) -> ViolationKey | None:
    """The key that an id stands for; None when it is no id."""
    try:
        parts = json.loads(urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4)))
        key = ViolationKey.model_validate(dict(zip(ViolationKey.model_fields, parts, strict=True)))
    except (ValueError, TypeError, ValidationError):
        return None
    return key if len("".join(parts).encode()) <= MAX_KEY_BYTES else None


def _key_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ViolationKey.model_fields}
