"""Exceptions as lists show them: the policy's and people's, with where each is from, who made it and until when."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field

from config_monitor.domain.policy import ExceptionByPerson, ExceptionEntry, fingerprint, holds
from config_monitor.domain.queries.list_query import ListQuery


class ExceptionQuery(ListQuery):
    """A query of the exceptions: those that hold, or those that have ended and are still kept."""

    status: Literal["active", "ended"] = "active"


class ListedException(BaseModel):
    """An exception in a list."""

    id: str = Field(description="One that a person made is ended early by it.")
    origin: Literal["policy", "slack", "api"] = Field(description="The policy's file, or where a person made it.")
    rule_name: str | None = Field(
        description="The rule; of the policy, patterns of rules, findings, alarms or sources."
    )
    resource_type: str | None
    resource_id: str | None = Field(description="Null: all resources.")
    account: str | None = Field(description="Null: all accounts.")
    region: str | None
    subject: str = Field(description="What it is about, in words.")
    reason: str
    author: str = Field(description="Who made it: name and id, the ARN of an API's caller, or the policy's owner.")
    approved_by: str | None = Field(description="The second person, where two were asked for.")
    created_at: str | None
    expires: str = Field(description="The last day, in UTC, on which it holds.")
    ended_at: str | None = Field(description="When somebody ended it early.")
    status: Literal["active", "ended"]

    @classmethod
    def of_policy(cls, entry: ExceptionEntry, today: date) -> Self:
        """An exception of the policy on a day."""
        rule = ", ".join(entry.rule or entry.finding or entry.alarm or entry.source or [])
        resource = ", ".join(entry.resource) if entry.resource else None
        return cls(
            id=fingerprint(entry),
            origin="policy",
            rule_name=rule,
            resource_type=", ".join(entry.resource_type) if entry.resource_type else None,
            resource_id=resource,
            account=", ".join(entry.account) if entry.account else None,
            region=None,
            subject=f"{rule}: {resource or 'all resources'}",
            reason=entry.reason,
            author=entry.owner,
            approved_by=None,
            created_at=None,
            expires=entry.expires.isoformat(),
            ended_at=None,
            status="active" if today <= entry.expires else "ended",
        )

    @classmethod
    def of_person(cls, exception: ExceptionByPerson, now: str) -> Self:
        """An exception that a person made, at a stored instant."""
        return cls(
            id=exception.id,
            origin=exception.origin,
            rule_name=exception.rule_name,
            resource_type=exception.resource_type,
            resource_id=exception.resource_id,
            account=exception.account,
            region=exception.region,
            subject=exception.subject,
            reason=exception.reason,
            author=exception.author.label,
            approved_by=exception.approved_by.label if exception.approved_by else None,
            created_at=exception.created_at,
            expires=exception.expires.isoformat(),
            ended_at=exception.ended_at,
            status="active" if holds(exception, now) else "ended",
        )
