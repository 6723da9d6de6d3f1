"""What AWS Config sends when a rule evaluated a resource, made of a sample."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from config_monitor.domain.events import format_instant
from local.settings import MEMBER_ACCOUNTS, REGION, ROOT


def evaluation(
    rule: str,
    resource_type: str,
    resource: str,
    at: datetime,
    status: str = "NON_COMPLIANT",
    before: str | None = "COMPLIANT",
    account: str = MEMBER_ACCOUNTS[0],
    annotation: str = "",
) -> dict[str, Any]:
    """The event; `before` is the result before it, None for a first evaluation."""
    event: dict[str, Any] = json.loads((ROOT / "events" / "config" / "non-compliant.json").read_text())
    instant = format_instant(at)

    def result(value: str) -> dict[str, Any]:
        qualifier = {"configRuleName": rule, "resourceType": resource_type, "resourceId": resource}
        identifier = {"evaluationResultQualifier": qualifier, "orderingTimestamp": instant}
        return {
            "evaluationResultIdentifier": identifier,
            "complianceType": value,
            "resultRecordedTime": instant,
            "configRuleInvokedTime": instant,
            **({"annotation": annotation} if annotation else {}),
        }

    old = {**result(before), "resultRecordedTime": "2026-01-01T00:00:00.000Z"} if before else None
    event["detail"] |= {
        "resourceId": resource,
        "resourceType": resource_type,
        "configRuleName": rule,
        "configRuleARN": f"arn:aws:config:{REGION}:{account}:config-rule/config-rule-a1b2c3",
        "awsRegion": REGION,
        "awsAccountId": account,
        "newEvaluationResult": result(status),
        "oldEvaluationResult": old,
        "notificationCreationTime": instant,
    }
    return event | {"id": str(uuid.uuid4()), "account": account, "region": REGION, "time": f"{instant[:19]}Z"}
