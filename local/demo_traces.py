"""What the demonstration's month leaves beside its violations: events, exceptions that a person made, heartbeats."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from config_monitor.adapters.dynamodb.agents import AGENT
from config_monitor.adapters.dynamodb.items import Item, Row, to_item
from config_monitor.adapters.dynamodb.rows import alert_row, event_row
from config_monitor.domain.agents import AGENT_VERSION
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import (
    CONFIG_COMPLIANCE,
    RETENTION_SECONDS,
    ComplianceStatus,
    Evaluation,
    Event,
    Heartbeat,
    Severity,
    format_instant,
    parse_instant,
)
from config_monitor.domain.notifications import Alert, Receipt, alert_of_event
from config_monitor.domain.policy import Author, Classified, ExceptionByPerson, Route, override_ids
from local.settings import REGION
from local.slack.people import USERS

APPROVER, REASON = Author(id="UALICE", name=USERS["UALICE"]), "Is replaced this quarter"
DAYS = 28
NC = ComplianceStatus.NON_COMPLIANT


def made_by_person(violation: Violation) -> ExceptionByPerson:
    """The exception of a violation, as somebody made it by the button below its message."""
    key, until = violation.key, parse_instant(str(violation.excepted_until))
    return ExceptionByPerson(
        id=override_ids(key).resource,
        account=key.account,
        region=key.region,
        subject=f"{key.rule_name} {key.resource_id}",
        author=APPROVER,
        created_at=str(violation.opened_at),
        scope="resource",
        key=key,
        rule_name=key.rule_name,
        resource_type=key.resource_type,
        resource_id=key.resource_id,
        reason=REASON,
        expires=until.date() - timedelta(days=1),
    )


def heartbeat_item(account: str) -> Row:
    """An agent's last heartbeat, as the hub keeps it: only the two members of the engine send any."""
    now = datetime.now(UTC)
    heartbeat = Heartbeat(agent_version=AGENT_VERSION, recorder="recording", rules="some", undelivered=0)
    reported = {"account": account, "region": REGION, "last_heard": format_instant(now)}
    kept = {"expired_at": int(now.timestamp()) + RETENTION_SECONDS}
    return {"pk": AGENT, "sk": f"{account}#{REGION}", **reported, **kept, **heartbeat.model_dump()}


def _sent(alert: Alert, at: datetime) -> Row:
    """An alert that a channel has, whose message nobody kept."""
    receipt = Receipt(sent_as="single", sent_at=at.timestamp()).model_dump(exclude_none=True)
    return {**alert_row(alert, at), "unsent": None, "receipt": receipt}


def openings(draw: random.Random, violation: Violation, today: date) -> Iterator[Item]:
    """The events of a violation's openings in the month, each stored some seconds after it, severe ones notified."""
    key, since = violation.key, format_instant(datetime.combine(today - timedelta(days=DAYS), datetime.min.time(), UTC))
    for change in violation.transitions:
        if change.status is NC and change.evaluated_at >= since:
            stored = parse_instant(change.evaluated_at) + timedelta(seconds=draw.randrange(2, 9))
            evaluation = Evaluation(
                rule_name=key.rule_name,
                rule=key.rule_name,
                resource_type=key.resource_type,
                resource_id=key.resource_id,
                status=NC,
                evaluated_at=change.evaluated_at,
            )
            event = Event(
                event_id=change.event_id,
                account=key.account,
                region=key.region,
                source="aws.config",
                detail_type=CONFIG_COMPLIANCE,
                detail={},
                published_at=int(stored.timestamp()) - 1,
                title=f"{key.resource_type} {key.resource_id} does not comply with {key.rule_name}",
                category="compliance",
                severity=violation.severity,
                resource_type=key.resource_type,
                resource_id=key.resource_id,
                status=NC,
                evaluated_at=change.evaluated_at,
                evaluation=evaluation,
            )
            at_once = violation.severity >= Severity.HIGH
            route = Route(channel="config-monitor", notify="immediate" if at_once else "digest")
            classified = Classified(event=event, route=route)
            alert = alert_of_event(classified) if at_once else None
            yield to_item(event_row(classified, stored, alert.key if alert else None))
            if alert:
                yield to_item(_sent(alert, stored))
