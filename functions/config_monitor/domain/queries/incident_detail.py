"""An incident as lists show it, with its age, and in full, with its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.notifications import Delivery, NotificationState
from config_monitor.domain.queries.listed_lifecycle import ListedLifecycle


class ListedIncident(ListedLifecycle):
    """An incident in a list."""

    source: str = Field(description="The service, such as aws.guardduty.")
    identity: str = Field(description="The source's own: finding id, event ARN, alarm ARN, stack id, ...")
    kind: str = Field(description="A finding's type, an alarm's namespace and metric, an event type code, ...")
    title: str = Field(description="What happened to what, in one line.")
    resource_type: str | None = None
    resource_id: str | None = None
    status: str | None = Field(default=None, description="The source's own word: ALARM, active, upcoming, ...")
    since: str | None = Field(default=None, description="Since when it has this status.")
    occurred_at: str = Field(description="When the source last reported it, by the source's own time.")
    count: int = Field(default=1, description="How often it has happened, by the last report.")
    starts_at: str | None = Field(default=None, description="When a scheduled change begins.")
    ends_at: str | None = None
    closed_as: str | None = Field(
        default=None,
        description="`ok`, `deleted`, `closed`, `archived`, `completed`, `silent` for want of reports, "
        "`excepted` while an exception holds.",
    )

    @classmethod
    def of(cls, row: dict[str, Any], now: datetime) -> Self:
        """A stored row, with the age that the incident has at an instant."""
        key = IncidentKey.model_construct(**{name: row[name] for name in IncidentKey.model_fields})
        return cls.aged(row, id_of_key(key), now)


class IncidentEntry(BaseModel):
    """One report of the source."""

    at: str
    phase: str = Field(description="What it says: `opened`, `updated` without statement, or `ended`.")
    status: str | None = None
    ended_as: str | None = None
    count: int = 1
    event_id: str
    not_notified_because: str | None = Field(default=None, description="Why nobody was notified of it at once.")


class IncidentDetail(ListedIncident):
    """One incident with its history."""

    category: str
    remediation: str | None = Field(default=None, description="What to do.")
    console_url: str | None = None
    notification: NotificationState | None = Field(
        default=None, description="Of the last opening; null: nobody was to be notified at once."
    )
    entities: list[str] = Field(default=[], description="Affected entities of a Health event, the first hundred.")
    timeline: list[IncidentEntry] = Field(default=[], description="The newest reports, oldest first.")
    summed_up_before: str | None = Field(default=None, description="Older reports are not in the timeline.")

    @classmethod
    def of_incident(
        cls,
        row: dict[str, Any],
        incident: Incident,
        now: datetime,
        reasons: Mapping[str, str],
        delivery: Delivery | None,
    ) -> Self:
        """A stored incident in full: its row as listed, its reports with `reasons` by event id.

        `delivery` is the alert of its last opening.
        """
        timeline = [
            IncidentEntry(
                at=t.occurred_at,
                phase=t.phase,
                status=t.status,
                ended_as=t.ended_as,
                count=t.count,
                event_id=t.event_id,
                not_notified_because=reasons.get(t.event_id),
            )
            for t in incident.transitions
        ]
        compacted_until = incident.base.newest[0] or None
        notification = NotificationState.of(delivery) if delivery else None
        known = {"timeline": timeline, "summed_up_before": compacted_until, "notification": notification}
        return cls.of(row, now).model_copy(update=known)
