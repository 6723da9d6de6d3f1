"""The alert of a violation that the policy changed, without an event: an exception began or ended."""

from datetime import datetime
from functools import partial

from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import CONFIG_COMPLIANCE, config_rule_url, format_instant, one_line, partition_of
from config_monitor.domain.notifications.alert import Alert, AlertKind, Opening, id_of_change
from config_monitor.domain.notifications.lifecycle_alert import notify_lifecycle
from config_monitor.domain.notifications.violation_alert import notify_violation, violation_facts
from config_monitor.domain.policy import Decision


def notify_reapplied(
    decision: Decision, before: Violation, after: Violation, now: datetime
) -> tuple[Violation, list[Alert]]:
    """The alerts of a change by the policy, and the violation with the key of its opening's alert.

    A violation without an alert, whose rule an inventory now names as a managed rule, has an alert as an opening where
    the severity of that managed rule asks for one.
    """
    alert_of_kind = partial(_alert, decision, now)
    if after.managed_rule != before.managed_rule and before.alert is None:
        return notify_lifecycle(decision.route.notify, before, after, "opened", partial(alert_of_kind, before))
    return notify_violation(decision.route, before, after, alert_of_kind)


def notify_unmuted(decision: Decision, violation: Violation, now: datetime) -> tuple[Violation, list[Alert]]:
    """The alert of an open violation whose mute has ended without its opening having been notified."""
    opening: Opening = "reopened" if violation.reopened else "opened"
    alert_of_kind = partial(_alert, decision, now, violation)
    return notify_lifecycle(decision.route.notify, violation, violation, opening, alert_of_kind)


def _alert(decision: Decision, now: datetime, before: Violation, after: Violation, change: AlertKind) -> Alert:
    """The alert; within one UTC day the same change has the same id, so a repeated step writes it once."""
    key, rule, route = after.key, decision.rule, decision.route
    region, raw_name = min(after.copies, default=(key.region, key.rule_name))
    instant = format_instant(now)
    return Alert(
        alert_id=id_of_change("reapplication", key, change, instant[:10]),
        kind=change,
        channel=route.channel,
        created_at=instant,
        account=key.account,
        account_name=route.account_name,
        team=route.team,
        region=region,
        partition=partition_of(region) or "aws",
        source="aws.config",
        detail_type=CONFIG_COMPLIANCE,
        title=one_line(
            f"{rule.title}: {key.resource_id}"
            if rule
            else f"{key.resource_type} {key.resource_id} does not comply with {key.rule_name}"
        ),
        category=rule.category if rule else "compliance",
        status=after.status,
        rule_name=raw_name,
        annotation=after.annotation,
        description=rule.description if rule else None,
        remediation=rule.remediation if rule else None,
        documentation=rule.documentation if rule else None,
        console_url=config_rule_url(region, raw_name),
        happened_at=after.state.evaluated_at,
        **violation_facts(before, after),
    )
