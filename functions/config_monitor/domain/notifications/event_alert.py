"""The alert of an event, with the values of the event and of its route."""

from config_monitor.domain.events import Event, from_epoch, one_line
from config_monitor.domain.notifications.alert import Alert, AlertKind
from config_monitor.domain.policy import Classified


def alert_of_event(classified: Classified) -> Alert:
    """The alert of an event that is about neither a violation nor an incident."""
    event = classified.event
    return alert_of(
        classified, "event", event.event_id, happened_at=event.evaluated_at or from_epoch(event.published_at)
    )


def _kind_of(event: Event) -> str:
    """The group of an event that is no evaluation: its source with a finding's type, an alarm, a stack."""
    kind = event.detail.get("type") or event.detail.get("eventTypeCode") or event.resource_id or event.detail_type
    return one_line(f"{event.source}#{kind}", 200)


def alert_of(classified: Classified, kind: AlertKind, alert_id: str, happened_at: str) -> Alert:
    """An alert with the values of an event and its route."""
    event: Event = classified.event
    evaluation = event.evaluation
    return Alert(
        alert_id=alert_id,
        kind=kind,
        channel=classified.route.channel,
        group=evaluation.rule if evaluation else _kind_of(event),
        created_at=from_epoch(event.published_at),
        severity=event.severity,
        account=event.account,
        account_name=classified.route.account_name,
        team=classified.route.team,
        region=event.region,
        partition=event.partition,
        source=event.source,
        detail_type=event.detail_type,
        title=event.title,
        category=event.category,
        status=event.status,
        previous_status=event.previous_status,
        rule=evaluation.rule if evaluation else None,
        rule_name=evaluation.rule_name if evaluation else None,
        resource_type=event.resource_type,
        resource_id=event.resource_id,
        resource_name=next(iter(classified.resource.names), None) if classified.resource else None,
        owner=classified.resource.owner if classified.resource else None,
        change=classified.resource.change if classified.resource else None,
        annotation=event.annotation,
        description=classified.description,
        remediation=event.remediation,
        documentation=classified.documentation,
        console_url=event.console_url,
        happened_at=happened_at,
        account_mismatch=event.account_mismatch,
        facts=event.facts,
    )
