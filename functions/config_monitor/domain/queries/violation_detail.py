"""A violation as lists show it, with its age, and in full, with its timeline."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import (
    CONFIG_ITEM,
    config_resource_details_url,
    config_resource_url,
    config_rule_url,
    from_epoch,
)
from config_monitor.domain.lifecycle import id_of_key
from config_monitor.domain.notifications import Delivery, NotificationState
from config_monitor.domain.queries.listed_lifecycle import ListedLifecycle
from config_monitor.domain.rules import ManagedRule


class ListedViolation(ListedLifecycle):
    """A violation in a list."""

    rule_name: str = Field(description="Canonical: the same for all copies of a rule.")
    managed_rule: str | None = Field(default=None, description="The managed rule it is, where its name says otherwise.")
    resource_type: str
    resource_id: str
    resource_name: str | None = Field(default=None, description="What people call it: its name in its configuration.")
    resource_owner: str | None = Field(default=None, description="The value of its owner tag.")
    status: str = Field(description="The compliance type of the latest evaluation.")
    since: str = Field(description="Since when the pair has this status.")
    evaluated_at: str = Field(description="When it was last evaluated.")
    closed_as: str | None = Field(
        default=None, description="`fixed`, `removed` when the resource is gone, `excepted` while an exception holds."
    )

    @classmethod
    def of(cls, row: dict[str, Any], now: datetime) -> Self:
        """A stored row, with the age that the violation has at an instant."""
        key = ViolationKey.model_construct(**{name: row[name] for name in ViolationKey.model_fields})
        return cls.aged(row, id_of_key(key), now)


class TimelineEntry(BaseModel):
    """One evaluation result of the pair."""

    at: str
    status: str
    rule_name: str = Field(description="The copy of the rule that was evaluated; `*`: all, as the resource is gone.")
    event_id: str
    region: str | None = Field(default=None, description="Of a global violation: the region that evaluated.")
    because: str | None = Field(default=None, description="Why it is evaluated no more, if the resource is not gone.")
    not_notified_because: str | None = Field(default=None, description="Why nobody was notified of it at once.")


class TimelineChange(BaseModel):
    """What one configuration item changed of the resource, whole but for what may be secret."""

    at: str
    event_id: str
    change_type: str | None = Field(default=None, description="CREATE, UPDATE or DELETE.")
    properties: dict[str, Any] = Field(
        default={}, description="By path: `previousValue`, `updatedValue` and `changeType`, as AWS Config has them."
    )

    @classmethod
    def of_event(cls, row: Mapping[str, Any]) -> Self | None:
        """The change in a row of the history; None when it is no configuration item or changed nothing."""
        detail = row.get("detail")
        stated = json.loads(detail) if isinstance(detail, str) else detail
        if not isinstance(stated, dict):
            return None
        difference = stated.get("configurationItemDiff")
        if row.get("detail_type") != CONFIG_ITEM or not isinstance(difference, dict):
            return None
        captured_at = stated.get("configurationItem", {}).get("configurationItemCaptureTime")
        return cls(
            at=captured_at or from_epoch(row["published_at"]),
            event_id=str(row["id"]).partition("-")[2],
            change_type=difference.get("changeType"),
            properties=difference.get("changedProperties") or {},
        )


class ViolationDetail(ListedViolation):
    """One violation with its history."""

    rule_names: list[str] = Field(default=[], description="The copies of the rule that have sent results.")
    rule_arn: str | None = None
    title: str | None = Field(
        default=None, description="What is wrong as a headline, where the catalogue has the rule."
    )
    description: str | None = Field(default=None, description="What is wrong, in one sentence.")
    remediation: str | None = Field(default=None, description="What to do.")
    documentation: str | None = None
    resource_url: str | None = Field(default=None, description="The console's page of the resource.")
    timeline_url: str | None = Field(default=None, description="The console's page of its changes.")
    rule_url: str | None = Field(default=None, description="The console's page of the rule.")
    notification: NotificationState | None = Field(
        default=None, description="Of the last opening; null: nobody was to be notified at once."
    )
    timeline: list[TimelineEntry] = Field(default=[], description="The newest evaluations, oldest first.")
    changes: list[TimelineChange] = Field(default=[], description="The newest changes of the resource, oldest first.")
    summed_up_before: str | None = Field(default=None, description="Older evaluations are not in the timeline.")

    @classmethod
    def of_violation(
        cls,
        row: dict[str, Any],
        violation: Violation,
        now: datetime,
        reasons: Mapping[str, str],
        history: Sequence[Mapping[str, Any]],
        managed: ManagedRule | None,
        delivery: Delivery | None,
    ) -> Self:
        """A stored violation in full: its row as listed, and its evaluations with `reasons` by event id.

        `history` has rows of events about its resource, in any order; `managed` is what the catalogue has of its rule,
        `delivery` the alert of its last opening.
        """
        changes = sorted(filter(None, map(TimelineChange.of_event, history)), key=lambda change: change.at)
        timeline = [
            TimelineEntry(
                at=t.evaluated_at,
                status=t.status,
                rule_name=t.rule_name,
                event_id=t.event_id,
                region=t.region,
                because=t.because,
                not_notified_because=reasons.get(t.event_id),
            )
            for t in violation.transitions
        ]
        compacted_until = violation.base.evaluated_at or None
        known = {"timeline": timeline, "changes": changes, "summed_up_before": compacted_until}
        detail = cls.of(row, now).model_copy(update=known)
        of_the_rule = managed.model_dump(include=_OF_THE_RULE) if managed else {}
        notification = NotificationState.of(delivery) if delivery else None
        return detail.model_copy(update={**of_the_rule, **_pages(detail), "notification": notification})


_OF_THE_RULE = {"title", "description", "remediation", "documentation"}


def _pages(detail: ViolationDetail) -> dict[str, str | None]:
    """The console's pages; of a global violation, those of the region that evaluated last."""
    region = next((entry.region for entry in reversed(detail.timeline) if entry.region), detail.region)
    rule = detail.rule_names[-1] if detail.rule_names else detail.rule_name
    return {
        "resource_url": config_resource_details_url(region, detail.resource_type, detail.resource_id),
        "timeline_url": config_resource_url(region, detail.resource_type, detail.resource_id),
        "rule_url": config_rule_url(region, rule),
    }
