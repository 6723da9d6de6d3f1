"""Reconciliation: where what is stored of a rule differs from what the AWS Config aggregator says of it."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.compliance import EVERY_COPY, Violation
from config_monitor.domain.events import (
    CONFIG_COMPLIANCE,
    ComplianceStatus,
    Evaluation,
    Event,
    config_rule_url,
    partition_of,
    to_epoch,
)

JUDGED = (ComplianceStatus.COMPLIANT, ComplianceStatus.NON_COMPLIANT)


class AggregatorResult(BaseModel):
    """One rule's word on one resource as the aggregator has it; it knows COMPLIANT and NON_COMPLIANT alone."""

    model_config = ConfigDict(frozen=True)

    resource_type: str
    resource_id: str
    status: ComplianceStatus
    recorded_at: str
    annotation: str | None = None

    @property
    def resource(self) -> tuple[str, str]:
        """Type and id."""
        return (self.resource_type, self.resource_id)


class RuleInScope(BaseModel):
    """One copy of a rule in one account and region; `as_of` is how fresh the aggregator's view of the place is."""

    model_config = ConfigDict(frozen=True)

    account: str
    region: str
    rule_name: str
    rule: str
    as_of: str


class ReconcileCursor(BaseModel):
    """The last rule that was compared; the next step goes on after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str = ""
    region: str = ""
    rule_name: str = ""


class ReconcileResult(BaseModel):
    """What a reconciliation has compared and repaired so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: int = 0
    compared: int = 0
    opened: int = 0
    fixed: int = 0
    removed: int = 0
    other: int = 0
    filled: int = 0
    not_covered: list[str] = Field(default=[], description="accounts, and places, that the aggregator does not see")

    @property
    def differences(self) -> int:
        """How many pairs were not as the aggregator says, places filled for the first time apart."""
        return self.opened + self.fixed + self.removed + self.other

    def plus(self, **more: int) -> "ReconcileResult":
        """The sum with some counts raised."""
        return self.model_copy(update={name: getattr(self, name) + n for name, n in more.items()})


def differences(
    place: RuleInScope, results: Iterable[AggregatorResult], known: Iterable[Violation]
) -> tuple[int, list[AggregatorResult]]:
    """How many results there are, and what each pair that differs should have heard; absence is NOT_APPLICABLE.

    Where the stored word is as new as the aggregator's, the aggregator is behind. A pair is absent only if nothing was
    heard of it since the aggregator last looked.
    """
    stored = {(v.key.resource_type, v.key.resource_id): v for v in known}
    seen: set[tuple[str, str]] = set()
    description: list[AggregatorResult] = []
    for result in results:
        seen.add(result.resource)
        violation = stored.get(result.resource)
        if violation is None or _differs(violation, result, place.rule_name):
            description.append(result)
    return len(seen), [*description, *_absent(place, stored.items(), seen)]


def _differs(violation: Violation, result: AggregatorResult, rule_name: str) -> bool:
    word = violation.state.statuses.get(rule_name)
    return word is not result.status and heard_at(violation, rule_name) < result.recorded_at


def _absent(
    place: RuleInScope, stored: Iterable[tuple[tuple[str, str], Violation]], seen: set[tuple[str, str]]
) -> Iterable[AggregatorResult]:
    for (resource_type, resource_id), violation in stored:
        live = violation.state.statuses.get(place.rule_name) in JUDGED
        if live and (resource_type, resource_id) not in seen and heard_at(violation, place.rule_name) < place.as_of:
            yield AggregatorResult(
                resource_type=resource_type,
                resource_id=resource_id,
                status=ComplianceStatus.NOT_APPLICABLE,
                recorded_at=place.as_of,
            )


def heard_at(violation: Violation, rule_name: str) -> str:
    """When a copy of the rule last said something of the pair; empty before it ever did."""
    said = [t.evaluated_at for t in violation.transitions if t.rule_name in (rule_name, EVERY_COPY)]
    return max(said, default=violation.base.evaluated_at)


def event_from_result(place: RuleInScope, result: AggregatorResult) -> Event:
    """The event that was missed, as far as the aggregator knows it; the same difference makes the same event."""
    named = (place.account, place.region, place.rule_name, *result.resource, result.status, result.recorded_at)
    absent = result.status is ComplianceStatus.NOT_APPLICABLE
    what = "is gone from" if absent else f"was found {result.status} in"
    return Event(
        event_id=f"reconcile-{sha256('\n'.join(named).encode()).hexdigest()[:32]}",
        account=place.account,
        region=place.region,
        partition=partition_of(place.region) or "aws",
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        detail={"reconciled": result.model_dump(mode="json"), "configRuleName": place.rule_name},
        published_at=to_epoch(result.recorded_at),
        title=f"{result.resource_type} {result.resource_id} {what} the aggregator under {place.rule}",
        category="compliance",
        resource_type=result.resource_type,
        resource_id=result.resource_id,
        status=result.status,
        annotation=result.annotation,
        console_url=config_rule_url(place.region, place.rule_name),
        evaluated_at=result.recorded_at,
        evaluation=Evaluation(
            rule_name=place.rule_name,
            rule=place.rule,
            resource_type=result.resource_type,
            resource_id=result.resource_id,
            status=result.status,
            annotation=result.annotation,
            evaluated_at=result.recorded_at,
        ),
    )


Outcome = Literal["opened", "fixed", "removed", "other"]
