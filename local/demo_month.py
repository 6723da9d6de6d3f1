"""How `make demo` begins: a month is behind the hub, and this morning its daily and weekly report were sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from local.demo_history import seed_month
from local.errors import LocalError
from local.hub import Hub
from local.up import step


def report_a_month(hub: Hub) -> dict[str, str]:
    """Write the month, run its last reports and print what they say; the address of the page of each.

    Raises LocalError where one fails.
    """
    today = datetime.now(UTC).date()
    table = hub.outputs["EventsTableName"]
    step("a made-up month of six accounts", lambda: seed_month(hub.account.dynamodb, table, today))
    yesterday = (today - timedelta(days=1)).isoformat()
    return {period: _report(hub, period, yesterday) for period in ("daily", "weekly")}


def _report(hub: Hub, period: str, day: str) -> str:
    started = hub.account.stepfunctions.start_execution(
        stateMachineArn=hub.outputs["ComplianceReportArn"], input=json.dumps({"period": period, "date": day})
    )
    ended = step(f"its {period} report of {day}", lambda: hub.ended(started["executionArn"]))
    if ended["status"] != "SUCCEEDED":
        raise LocalError(f"The {period} report failed: {ended.get('cause') or ended.get('error')}", 1)
    address: str = ended["output"]["report_url"]
    return address.partition("?")[0]  # the engine asks for no signature
