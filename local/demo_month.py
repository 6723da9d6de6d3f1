"""The end of `make demo`: a month is written into the table, and its last day and week are reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from local.demo_history import seed_month
from local.errors import LocalError
from local.hub import Hub
from local.up import step


def report_a_month(hub: Hub) -> None:
    """Run the daily and the weekly report over a made-up month; raises LocalError where one fails."""
    today = datetime.now(UTC).date()
    table = hub.outputs["EventsTableName"]
    pairs = step("a month of violations in six accounts", lambda: seed_month(hub.account.dynamodb, table, today))
    yesterday = (today - timedelta(days=1)).isoformat()
    print(f"{pairs} pairs of rule and resource; their reports are in Slack, the whole of each behind its link:")
    for period in ("daily", "weekly"):
        _report(hub, period, yesterday)


def _report(hub: Hub, period: str, day: str) -> None:
    started = hub.account.stepfunctions.start_execution(
        stateMachineArn=hub.outputs["ComplianceReportArn"], input=json.dumps({"period": period, "date": day})
    )
    ended = hub.ended(started["executionArn"])
    if ended["status"] != "SUCCEEDED":
        raise LocalError(f"The {period} report failed: {ended.get('cause') or ended.get('error')}", 1)
    output = ended["output"]
    print(f"{period:<8} {output['score']:.1f} % on {day}  {output['report_url']}", flush=True)
