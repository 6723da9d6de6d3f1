"""Notify a report that failed, like any other alert: written to the table, sent by deliver_alerts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config_monitor.domain.events import Severity, format_instant, one_line, parse_instant
from config_monitor.domain.notifications import Alert
from config_monitor.ports import Ledger, Record

SOURCE = "config-monitor.reports"


def notify_report_failure(failure: Mapping[str, Any], channel: str, ledger: Ledger, now: datetime) -> None:
    """Write the alert of a failed run to the table. Raises StorageBusy."""
    request = failure.get("request")
    requested = request if isinstance(request, dict) else {}
    what = one_line(f"{requested.get('period')} report {requested.get('date') or 'of the schedule'}", 60)
    alert = Alert(
        alert_id=one_line(str(failure["run_id"]), 100),
        kind="event",
        channel=channel,
        group=SOURCE,
        created_at=format_instant(parse_instant(str(failure["started_at"]))),
        severity=Severity.HIGH,
        account=str(failure.get("account") or "hub"),
        region="global",
        source=SOURCE,
        detail_type="Compliance Report Failed",
        title=f"The {what} failed: {one_line(str(failure.get('error')), 100)}",
        category="operations",
        remediation="Read the execution's error in the Step Functions console, then run it again for the same date.",
        happened_at=format_instant(now),
    )
    ledger.record(Record(None, alerts=[alert]), now)
