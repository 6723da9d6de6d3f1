"""What lists of violations and of incidents show alike: openings, ends, and the age."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import between, duration_words, format_instant


class ListedLifecycle(BaseModel):
    """A violation or an incident in a list."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(description="Its id in the path of one of them.")
    account: str
    region: str
    opened_at: str | None = None
    resolved_at: str | None = None
    closed_as: str | None = None
    reopened: int = Field(default=0, description="How often it opened again.")
    severity: int = Field(description="0 unrated, 1 informational, 2 low, 3 medium, 4 high, 5 critical.")
    annotation: str | None = Field(default=None, description="Free text of others: never to be shown as markup.")
    acknowledged_by: str | None = Field(default=None, description="Who took it on: name and id.")
    acknowledged_at: str | None = None
    exception: str | None = Field(
        default=None, description="Who answers for its exception, and why: `alice (U012AB3CD): a bastion`."
    )
    excepted_until: str | None = None
    deadline_at: str | None = Field(default=None, description="Until when the policy wants an open one ended.")
    overdue: bool = False
    age: str | None = Field(default=None, description="How long it has been open, or was: `3 h 12 min`.")
    age_seconds: int | None = None

    @classmethod
    def aged(cls, row: dict[str, Any], row_id: str, now: datetime) -> Self:
        """A stored row under its id, with the age that it has at an instant."""
        listed = cls.model_validate({**row, "id": row_id})
        listed.overdue = listed.deadline_at is not None and listed.deadline_at <= format_instant(now)
        if listed.opened_at:
            age = between(listed.opened_at, listed.resolved_at or format_instant(now))
            listed.age, listed.age_seconds = duration_words(age), int(age.total_seconds())
        return listed
