"""The alert of a violation that ended because its rule was deleted: no evaluation says so, the inventory does."""

from datetime import datetime
from functools import partial

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import CONFIG_COMPLIANCE, config_rule_url, format_instant, one_line, partition_of
from config_monitor.domain.notifications.alert import Alert, AlertKind, id_of_change
from config_monitor.domain.notifications.violation_alert import notify_violation, violation_facts
from config_monitor.domain.policy import Route


def notify_rule_deleted(
    before: Violation, after: Violation, rule_name: str, now: datetime
) -> tuple[Violation, list[Alert]]:
    """Those who were notified of the opening are notified of the end, in its thread; nobody else is."""
    nobody = Route(channel="", notify="none")
    return notify_violation(nobody, before, after, partial(_alert, rule_name, now))


def _alert(rule_name: str, now: datetime, before: Violation, after: Violation, change: AlertKind) -> Alert:
    key = after.key
    region = before.regions[0] if before.regions else key.region
    return Alert(
        alert_id=id_of_change("rule-deleted", key, rule_name, after.state.evaluated_at),
        kind=change,
        channel="",
        created_at=format_instant(now),
        account=key.account,
        region=region,
        partition=partition_of(region) or "aws",
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        title=one_line(f"{key.resource_type} {key.resource_id}: the rule {rule_name} was deleted"),
        category="compliance",
        status=after.status,
        rule_name=rule_name,
        console_url=config_rule_url(region, rule_name),
        happened_at=after.state.evaluated_at,
        **violation_facts(before, after),
    )
