"""Made-up histories: rows of every kind that a table holds, those of before this system included."""

import random
from datetime import UTC, datetime
from typing import Any

from config_monitor.adapters.dynamodb.items import Item, from_item, to_item
from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.domain.events import ComplianceStatus, Evaluation, Event, Severity
from config_monitor.domain.policy import Classified, Route
from config_monitor.domain.rules import canonical_rule

NOW = 1_795_500_000
ACCOUNTS = [f"{n:012d}" for n in (111122223333, 222233334444, 333344445555)]
REGIONS = ["eu-central-1", "us-east-1"]
RULES = [
    "required-tags",
    "securityhub-required-tags-0a1b2c3d",
    "s3-bucket-versioning-enabled",
    "OrgConfigRule-s3-bucket-versioning-enabled-dbgzf8ba",
]
TYPES = ["AWS::S3::Bucket", "AWS::EC2::Volume"]
RESOURCES = [f"resource-{n}" for n in range(6)]


def evaluation_item(draw: random.Random, published_at: int, number: int) -> Item:
    """The row of a compliance change."""
    raw, resource_type, resource_id = draw.choice(RULES), draw.choice(TYPES), draw.choice(RESOURCES)
    status = draw.choice([ComplianceStatus.NON_COMPLIANT, ComplianceStatus.NON_COMPLIANT, ComplianceStatus.COMPLIANT])
    evaluation = Evaluation(
        rule_name=raw,
        rule=canonical_rule(raw),
        resource_type=resource_type,
        resource_id=resource_id,
        status=status,
        evaluated_at="2026-11-23T08:15:41.507Z",
    )
    event = Event(
        event_id=f"e{number:05d}",
        account=draw.choice(ACCOUNTS),
        region=draw.choice(REGIONS),
        source="aws.config",
        detail_type="Config Rules Compliance Change",
        detail={"configRuleName": raw},
        published_at=published_at,
        title="made up",
        category="compliance",
        severity=Severity(draw.randrange(1, 6)),
        resource_type=resource_type,
        resource_id=resource_id,
        status=status,
        evaluation=evaluation,
    )
    route = Route(channel="made-up", notify="none")
    return to_item(event_row(Classified(event=event, route=route), datetime.fromtimestamp(NOW, UTC)))


def old_item(draw: random.Random, published_at: int, number: int) -> Item:
    """A row as the table held them before: no status, no rule, no resource."""
    row_id = f"{published_at}-o{number:05d}"
    return to_item(
        {
            "pk": "EVENT",
            "sk": f"EVENT#{row_id}",
            "id": row_id,
            "account": draw.choice(ACCOUNTS),
            "region": draw.choice(REGIONS),
            "source": draw.choice(["aws.config", "aws.guardduty", "aws.health"]),
            "detail_type": "made up",
            "detail": "{}",
            "severity": draw.randrange(6),
            "resources": "[]",
            "published_at": published_at,
            "updated_at": published_at,
            "expired_at": published_at + 90 * 86400,
        }
    )


def history(size: int, seed: int = 1) -> list[Item]:
    """Rows of the last 90 days, one in four from before; several may have the same second."""
    draw = random.Random(seed)
    rows = []
    for number in range(size):
        published_at = NOW - draw.randrange(90 * 24) * 3600
        make = old_item if number % 4 == 0 else evaluation_item
        rows.append(make(draw, published_at, number))
    return rows


def as_rows(items: list[Item]) -> list[dict[str, Any]]:
    """The rows as plain values."""
    return [from_item(item) for item in items]
