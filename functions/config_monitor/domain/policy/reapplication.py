"""A sweep: open violations judged by the policy of today, and what that changes of them."""

from collections import Counter
from datetime import datetime
from hashlib import sha256
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import (
    CONFIG_COMPLIANCE,
    Evaluation,
    Event,
    config_rule_url,
    format_instant,
    partition_of,
    to_epoch,
)
from config_monitor.domain.policy.classification import Classified


class ReapplyCursor(BaseModel):
    """The last page that was judged; the next step goes on after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str = ""
    region: str = ""
    after: str | None = None


class ReapplyResult(BaseModel):
    """How many open violations were judged, how many of them are excepted, and what changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    judged: int = 0
    excepted: int = 0
    newly_excepted: int = 0
    no_longer_excepted: int = 0
    severity_changed: int = 0
    about: dict[str, int] = Field(default={}, description="open violations of each exception, by its mark")

    @classmethod
    def of(cls, before: Violation, after: Violation) -> Self:
        """One violation that was judged anew."""
        return cls(
            judged=1,
            excepted=int(bool(after.exception)),
            newly_excepted=int(bool(after.exception and not before.exception)),
            no_longer_excepted=int(bool(before.exception and not after.exception)),
            severity_changed=int(before.severity is not after.severity),
        )

    def plus(self, more: "ReapplyResult") -> "ReapplyResult":
        """The sum."""
        counts = {name: n + getattr(more, name) for name, n in self.model_dump(exclude={"about"}).items()}
        return ReapplyResult(**counts, about=dict(Counter(self.about) + Counter(more.about)))


def event_of(violation: Violation, now: datetime) -> Event:
    """The violation as an event for the policy to judge; a day's sweeps make the same one, so nothing is told twice."""
    key = violation.key
    day = format_instant(now)[:10]
    raw = next(iter(sorted(violation.state.statuses)), key.rule_name)
    return Event(
        event_id=f"reapplication-{sha256('\n'.join([*key.model_dump().values(), day]).encode()).hexdigest()[:32]}",
        account=key.account,
        region=key.region,
        partition=partition_of(key.region),
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        detail={},
        published_at=to_epoch(format_instant(now)),
        title=f"{key.resource_type} {key.resource_id} does not comply with {key.rule_name}",
        category="compliance",
        resource_type=key.resource_type,
        resource_id=key.resource_id,
        status=violation.status,
        annotation=violation.annotation,
        console_url=config_rule_url(key.region, raw),
        evaluated_at=violation.state.evaluated_at,
        evaluation=Evaluation(
            rule_name=raw,
            rule=key.rule_name,
            rule_arn=violation.rule_arn,
            resource_type=key.resource_type,
            resource_id=key.resource_id,
            status=violation.status,
            annotation=violation.annotation,
            evaluated_at=violation.state.evaluated_at,
        ),
    )


def reapplied(violation: Violation, classified: Classified) -> Violation:
    """The violation under the policy that classified it; the very same one if nothing changes."""
    judged = {
        "severity": classified.event.severity,
        "exception": classified.route.exception,
        "excepted_until": classified.route.excepted_until,
    }
    now = {name: getattr(violation, name) for name in judged}
    return violation if judged == now else violation.model_copy(update=judged)
