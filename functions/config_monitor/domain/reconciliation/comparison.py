"""Reconciliation: the differences between a rule's stored violations and the AWS Config aggregator's results."""

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
from config_monitor.domain.model import DomainModel

REPORTED_BY_AGGREGATOR = (ComplianceStatus.COMPLIANT, ComplianceStatus.NON_COMPLIANT)


class AggregatorResult(BaseModel):
    """One result of a rule for a resource in the aggregator, which has only COMPLIANT and NON_COMPLIANT ones."""

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
    """One copy of a rule in one account and region; `as_of` is when the aggregator last updated that scope."""

    model_config = ConfigDict(frozen=True)

    account: str
    region: str
    rule_name: str
    rule: str
    as_of: str


class ReconcileCursor(DomainModel):
    """The last rule that was compared; the next step continues after it."""

    account: str = ""
    region: str = ""
    rule_name: str = ""


class ReconcileResult(DomainModel):
    """What a reconciliation has compared and repaired so far."""

    rules: int = 0
    compared: int = 0
    opened: int = 0
    fixed: int = 0
    removed: int = 0
    other: int = 0
    filled: int = 0
    refused: int = Field(
        default=0, description="results that the table cannot hold, such as endless ids; the others go on"
    )
    not_covered: list[str] = Field(
        default=[], description="accounts, or accounts and regions, that the aggregator does not cover"
    )

    @property
    def differences(self) -> int:
        """Number of pairs that differed from the aggregator, without the scopes that were filled for the first time."""
        return self.opened + self.fixed + self.removed + self.other

    def plus(self, **more: int) -> "ReconcileResult":
        """The sum with some counts raised."""
        return self.model_copy(update={name: getattr(self, name) + n for name, n in more.items()})


def differences(
    rule: RuleInScope, results: Iterable[AggregatorResult], known: Iterable[Violation]
) -> tuple[int, list[AggregatorResult]]:
    """The number of results, and the result to apply to each pair that differs; a missing pair gets NOT_APPLICABLE.

    A stored evaluation at least as new as the aggregator's result wins: the aggregator is some minutes late. A pair is
    missing only if it has no evaluation since the aggregator's last update.
    """
    stored = {(v.key.resource_type, v.key.resource_id): v for v in known}
    seen: set[tuple[str, str]] = set()
    differing: list[AggregatorResult] = []
    for result in results:
        seen.add(result.resource)
        violation = stored.get(result.resource)
        if violation is None or _differs(violation, result, rule):
            differing.append(result)
    return len(seen), [*differing, *_absent(rule, stored.items(), seen)]


def _differs(violation: Violation, result: AggregatorResult, rule: RuleInScope) -> bool:
    status = violation.status_of(rule.rule_name, rule.region)
    return status is not result.status and last_evaluated_at(violation, rule) < result.recorded_at


def _absent(
    rule: RuleInScope, stored: Iterable[tuple[tuple[str, str], Violation]], seen: set[tuple[str, str]]
) -> Iterable[AggregatorResult]:
    for (resource_type, resource_id), violation in stored:
        live = violation.status_of(rule.rule_name, rule.region) in REPORTED_BY_AGGREGATOR
        if live and (resource_type, resource_id) not in seen and last_evaluated_at(violation, rule) < rule.as_of:
            yield AggregatorResult(
                resource_type=resource_type,
                resource_id=resource_id,
                status=ComplianceStatus.NOT_APPLICABLE,
                recorded_at=rule.as_of,
            )


def last_evaluated_at(violation: Violation, rule: RuleInScope) -> str:
    """The instant of the last evaluation of the pair by this copy of the rule; empty before the first one."""
    names, regions = (rule.rule_name, EVERY_COPY), (rule.region, None)
    instants = [t.evaluated_at for t in violation.transitions if t.rule_name in names and t.region in regions]
    return max(instants, default=violation.base.evaluated_at)


def event_from_result(rule: RuleInScope, result: AggregatorResult) -> Event:
    """The event that was missed, with what the aggregator knows of it; the same difference gives the same id."""
    named = (rule.account, rule.region, rule.rule_name, *result.resource, result.status, result.recorded_at)
    absent = result.status is ComplianceStatus.NOT_APPLICABLE
    what = "is gone from" if absent else f"is {result.status} in"
    return Event(
        event_id=f"reconcile-{sha256('\n'.join(named).encode()).hexdigest()[:32]}",
        account=rule.account,
        region=rule.region,
        partition=partition_of(rule.region) or "aws",
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        detail={"reconciled": result.model_dump(mode="json"), "configRuleName": rule.rule_name},
        published_at=to_epoch(result.recorded_at),
        title=f"{result.resource_type} {result.resource_id} {what} the aggregator under {rule.rule}",
        category="compliance",
        resource_type=result.resource_type,
        resource_id=result.resource_id,
        status=result.status,
        annotation=result.annotation,
        console_url=config_rule_url(rule.region, rule.rule_name),
        evaluated_at=result.recorded_at,
        evaluation=Evaluation(
            rule_name=rule.rule_name,
            rule=rule.rule,
            resource_type=result.resource_type,
            resource_id=result.resource_id,
            status=result.status,
            annotation=result.annotation,
            evaluated_at=result.recorded_at,
        ),
    )


RepairOutcome = Literal["opened", "fixed", "removed", "other"]
