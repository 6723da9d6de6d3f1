"""A violation as lists show it, with its age, and in full, with its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.queries.key_id import id_of_key
from config_monitor.domain.queries.listed_lifecycle import ListedLifecycle


class ListedViolation(ListedLifecycle):
    """A violation in a list."""

    rule_name: str = Field(description="Canonical: the same for all copies of a rule.")
    resource_type: str
    resource_id: str
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
    not_notified_because: str | None = Field(default=None, description="Why nobody was notified of it at once.")


class ViolationDetail(ListedViolation):
    """One violation with its history."""

    rule_names: list[str] = Field(default=[], description="The copies of the rule that have sent results.")
    rule_arn: str | None = None
    timeline: list[TimelineEntry] = Field(default=[], description="The newest evaluations, oldest first.")
    summed_up_before: str | None = Field(default=None, description="Older evaluations are not in the timeline.")

    @classmethod
    def of_violation(cls, row: dict[str, Any], violation: Violation, now: datetime, reasons: Mapping[str, str]) -> Self:
        """A stored violation in full: its row as listed, and its evaluations with `reasons` by event id."""
        timeline = [
            TimelineEntry(
                at=t.evaluated_at,
                status=t.status,
                rule_name=t.rule_name,
                event_id=t.event_id,
                not_notified_because=reasons.get(t.event_id),
            )
            for t in violation.transitions
        ]
        compacted_until = violation.base.evaluated_at or None
        return cls.of(row, now).model_copy(update={"timeline": timeline, "summed_up_before": compacted_until})
