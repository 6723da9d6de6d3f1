"""Classified events made to order: compliance changes, and removals of a resource, as ClassifyEvent answers them."""

from datetime import timedelta

from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import (
    CONFIG_COMPLIANCE,
    CONFIG_ITEM,
    ComplianceStatus,
    Evaluation,
    Event,
    Removal,
    Severity,
    format_instant,
    parse_instant,
    to_epoch,
)
from config_monitor.domain.policy import Classified, Route

ACCOUNT, REGION, RULE, TYPE, RESOURCE = (
    "111122223333",
    "eu-central-1",
    "encrypted-volumes",
    "AWS::EC2::Volume",
    "vol-0a1",
)
KEY = ViolationKey(account=ACCOUNT, region=REGION, rule_name=RULE, resource_type=TYPE, resource_id=RESOURCE)
NC, C = ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT
NA, ID = ComplianceStatus.NOT_APPLICABLE, ComplianceStatus.INSUFFICIENT_DATA
AT_ONCE = Route(channel="security", notify="immediate")


def at(hours: float) -> str:
    """An instant some hours into 2026-11-23."""
    return format_instant(parse_instant("2026-11-23T00:00:00Z") + timedelta(hours=hours))


def evaluated(
    status: ComplianceStatus,
    hours: float,
    before: ComplianceStatus | None = None,
    *,
    before_at: float | None = None,
    event_id: str | None = None,
    rule: str = RULE,
    rule_name: str = RULE,
    resource: str = RESOURCE,
    severity: Severity = Severity.HIGH,
    annotation: str | None = None,
    route: Route = AT_ONCE,
    published: float | None = None,
    account: str = ACCOUNT,
) -> Classified:
    """A compliance change recorded some hours into the day; its id says what it is, unless one is given."""
    instant = at(hours)
    evaluation = Evaluation(
        rule_name=rule_name,
        rule=rule,
        resource_type=TYPE,
        resource_id=resource,
        status=status,
        previous_status=before,
        previous_at=None if before_at is None else at(before_at),
        annotation=annotation,
        evaluated_at=instant,
    )
    event = Event(
        event_id=event_id or f"{status}-{rule_name}-{resource}-{hours}",
        account=account,
        region=REGION,
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        detail={},
        published_at=to_epoch(at(hours if published is None else published)),
        title="a rule's word on a volume",
        category="compliance",
        severity=severity,
        resource_type=TYPE,
        resource_id=resource,
        status=status,
        evaluated_at=instant,
        evaluation=evaluation,
    )
    return Classified(event=event, route=route)


def removed(hours: float, *, resource: str = RESOURCE, event_id: str | None = None) -> Classified:
    """A configuration item change that says the resource is gone."""
    event = Event(
        event_id=event_id or f"removed-{resource}-{hours}",
        account=ACCOUNT,
        region=REGION,
        source="aws.config",
        detail_type=CONFIG_ITEM,
        detail={},
        published_at=to_epoch(at(hours)),
        title="a volume is gone",
        category="change",
        resource_type=TYPE,
        resource_id=resource,
        removal=Removal(resource_type=TYPE, resource_id=resource, removed_at=at(hours)),
    )
    return Classified(event=event, route=Route(channel="security", notify="none"))
