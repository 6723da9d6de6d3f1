"""The history that the query benchmark asks: rows as PersistEvent writes them, drawn from a seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from config_monitor.adapters.dynamodb.items import Item, to_item
from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.domain.events import ComplianceStatus, Evaluation, Event, Severity
from config_monitor.domain.policy import Classified, Route

SEED = 1
NOW = 1_795_500_000
DAYS = 90
ACCOUNTS = [f"{100_000_000_000 + 1_234_567 * n:012d}" for n in range(50)]
RULES = [f"managed-rule-number-{n:03d}" for n in range(100)]
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"]
TYPES = [f"AWS::Service{n:02d}::Resource" for n in range(20)]
SOURCES = ["aws.config", "aws.guardduty", "aws.health", "aws.cloudwatch", "aws.cloudformation"]
_SHARES = [92, 2, 1, 4, 1]
_ROUTE = Route(channel="alerts", notify="none")
_STORED = datetime.fromtimestamp(NOW, UTC)


class Rows:
    """`size` rows in order of time: 92 % compliance changes, of which 40 % are violations, and 8 % of other sources."""

    def __init__(self, size: int) -> None:
        self._size, self._draw = size, random.Random(SEED)

    def __iter__(self) -> Iterator[Item]:
        for number in range(self._size):
            published_at = NOW - DAYS * 86400 + number * DAYS * 86400 // self._size
            source = self._draw.choices(SOURCES, _SHARES)[0]
            yield self._row(source, published_at, number)

    def _row(self, source: str, published_at: int, number: int) -> Item:
        """One row of about 2 KB."""
        draw = self._draw
        evaluated = source == "aws.config"
        rule, kind, resource = draw.choice(RULES), draw.choice(TYPES), f"resource-{draw.randrange(20_000):05d}"
        status = ComplianceStatus.NON_COMPLIANT if draw.random() < 0.4 else ComplianceStatus.COMPLIANT
        raw = f"securityhub-{rule}-{draw.randrange(16**8):08x}" if draw.random() < 0.3 else rule
        instant = datetime.fromtimestamp(published_at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
        evaluation = Evaluation(
            rule_name=raw,
            rule=rule,
            resource_type=kind,
            resource_id=resource,
            status=status,
            annotation=_ANNOTATION,
            evaluated_at=instant,
        )
        event = Event(
            event_id=f"{number:08x}-0000-4000-8000-{draw.randrange(16**12):012x}",
            account=draw.choice(ACCOUNTS),
            region=draw.choices(REGIONS, [60, 20, 15, 5])[0],
            source=source,
            detail_type="Config Rules Compliance Change" if evaluated else "made up",
            detail=_detail() | {"configRuleName": raw, "resourceId": resource},
            published_at=published_at,
            title=f"{kind} {resource} breaks {rule}",
            category="compliance",
            severity=Severity(draw.choices([2, 3, 4, 5], [40, 35, 20, 5])[0]),
            resource_type=kind,
            resource_id=resource,
            status=status if evaluated else "open",
            annotation=_ANNOTATION if evaluated else None,
            evaluated_at=instant if evaluated else None,
            console_url=f"https://console.aws.amazon.com/config/home?region=eu-central-1#/rules/{raw}",
            evaluation=evaluation if evaluated else None,
        )
        return to_item(event_row(Classified(event=event, route=_ROUTE), _STORED))


_ANNOTATION = "The configuration of this resource is not what the rule asks for: one hundred characters or so of words."


@cache
def _detail() -> dict[str, Any]:
    """The size of what AWS Config sends, about 1 KB."""
    result = {
        "complianceType": "NON_COMPLIANT",
        "resultRecordedTime": "2026-11-23T08:15:41.507Z",
        "annotation": _ANNOTATION,
    }
    return {
        "recordVersion": "1.0",
        "messageType": "ComplianceChangeNotification",
        "newEvaluationResult": result,
        "oldEvaluationResult": result,
        "notificationCreationTime": "2026-11-23T08:15:42.100Z",
        "configRuleARN": "arn:aws:config:eu-central-1:111122223333:config-rule/aws-service-rule/config-rule-abcdef",
        "resourceType": "AWS::Service::Resource",
    }
