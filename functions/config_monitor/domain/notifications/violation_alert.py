"""The alerts of a violation: that it opened, opened again, was resolved, or that an exception of it began or ended."""

from collections.abc import Callable
from functools import partial
from typing import Any

from config_monitor.domain.compliance import Violation, change_between
from config_monitor.domain.events import ResourceChange
from config_monitor.domain.notifications.alert import Alert, AlertKind
from config_monitor.domain.notifications.event_alert import alert_of
from config_monitor.domain.notifications.lifecycle_alert import notify_lifecycle
from config_monitor.domain.policy import Classified, Route


def alert_of_change(
    classified: Classified, before: Violation, after: Violation, change: AlertKind, *, rule_is_new: bool = False
) -> Alert:
    """The alert of a violation that an event opened, opened again or ended."""
    ending = change not in ("opened", "reopened")
    event_id = classified.event.event_id
    first_of_pair = change == "opened" and after.state.opened_from is None and not before.version
    baseline = rule_is_new and first_of_pair
    return alert_of(
        classified,
        change,
        f"{event_id}-{after.key.rule_name}" if ending else event_id,
        happened_at=after.state.evaluated_at,
    ).model_copy(update={**violation_facts(before, after), "baseline": baseline})


def violation_facts(before: Violation, after: Violation) -> dict[str, Any]:
    """The fields of an alert that come from the violation, whatever changed it."""
    key = after.key
    return {
        "group": key.rule_name,
        "rule": key.rule_name,
        "resource_type": key.resource_type,
        "resource_id": key.resource_id,
        "resource_name": next(iter(after.resource_names), None),
        "owner": after.resource_owner,
        "severity": after.severity,
        "rule_arn": after.rule_arn,
        "opened_at": after.opened_at,
        "resolved_at": after.state.resolved_at,
        "deadline_at": after.deadline_at,
        "reopened": after.reopened,
        "flapping": after.flapping,
        "violation": key,
        "of_version": after.version,
        "acknowledged_by": after.acknowledged_by,
        "acknowledged_at": after.acknowledged_at,
        "exception": after.exception,
        "excepted_until": after.excepted_until,
        "removed_because": after.state.removed_because,
        "exception_ended": before.exception if before.is_open and not after.exception else None,
    }


def changed_alert(classified: Classified, violation: Violation, change: ResourceChange | None) -> Alert:
    """The alert that completes the message about an opening with what a later configuration item says."""
    alert = alert_of_change(classified, violation, violation, "changed")
    return alert.model_copy(
        update={"channel": violation.alert_channel, "opening_alert": violation.alert, "change": change}
    )


def notify_change(
    classified: Classified, before: Violation, after: Violation, *, rule_is_new: bool = False
) -> tuple[Violation, list[Alert]]:
    """The alerts of a change by an event, and the violation with the key of its opening's alert.

    The first evaluation of a pair by a rule that is itself new in its account and region is part of a baseline.
    """
    alert_of_kind = partial(alert_of_change, classified, rule_is_new=rule_is_new)
    return notify_violation(classified.route, before, after, alert_of_kind)


def notify_violation(
    route: Route, before: Violation, after: Violation, alert_of_kind: Callable[[Violation, Violation, AlertKind], Alert]
) -> tuple[Violation, list[Alert]]:
    """The alerts of a change of a violation, and the violation with the key of its opening's alert."""
    change = change_between(before, after)
    return notify_lifecycle(route.notify, before, after, change, partial(alert_of_kind, before))
