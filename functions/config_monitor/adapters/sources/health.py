"""AWS Health: what AWS says of its own services and of an account's resources on them, abuse reports included."""

from collections.abc import Sequence

from config_monitor.adapters.sources.detail import Detail, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser, parse_lenient
from config_monitor.domain.events import (
    AFFECTED,
    IncidentReport,
    Parsed,
    Severity,
    begins_soon,
    facts,
    format_instant,
    format_minute,
    health_url,
    listed,
    one_line,
    size,
    with_entities,
)

ABUSE = "AWS Health Abuse Event"
EXPOSED = "AWS_RISK_CREDENTIALS_EXPOSED"
# Longer entity values are free text, not names; the event's ARN is used in their place.
ENTITY_CHARACTERS = 512
# A page of a notice names up to a few hundred entities; these are kept on the incident, the rest in the detail.
ENTITIES, KEPT_ENTITY_CHARACTERS, ENTITIES_BYTES = 100, 200, 10_000
# What begins later than this is no date anybody plans for.
YEARS_AHEAD = 10

_SAYS = {
    "issue": "Issue",
    "scheduledchange": "Scheduled change",
    "accountnotification": "Notification",
    "investigation": "Investigation",
    "abuse": "Abuse report",
    "exposed": "Security risk",
}
_REMEDIATIONS = {
    "issue": "Follow the event in AWS Health; move work away from what is affected while it lasts.",
    "scheduledchange": "Plan for the start time: replace, move or restart what is affected before AWS does.",
    "accountnotification": "Read the notice and decide whether something has to be done by its date.",
    "investigation": "AWS is still finding out; follow the event in AWS Health.",
    "abuse": "Answer AWS Trust & Safety within the time it sets, and look into the resources named.",
    "exposed": "Make the key inactive, rotate it and look through CloudTrail for its use; it lies open to everybody.",
}


class _Description(Detail):
    language: str | None = None
    latest_description: str | None = None


class _Entity(Detail):
    entity_value: str | None = None


class _HealthEvent(Detail):
    event_arn: Name
    service: str | None = None
    event_type_code: Name
    event_type_category: str | None = None
    event_scope_code: str | None = None
    status_code: str | None = None
    event_description: tuple[_Description, ...] = ()
    affected_entities: tuple[_Entity, ...] = ()
    affected_account: str | None = None
    event_region: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    last_updated_time: str | None = None
    communication_id: str | None = None
    page: str | int | None = None


def parse_health(envelope: Envelope) -> Parsed:
    """One Health event of any category: one page of one message about it.

    In the organisation's view the envelope names the account that watches and `affectedAccount` the one concerned; a
    copy from a backup region differs in its envelope alone, so `eventRegion` is the region concerned.
    """
    event = _HealthEvent.read(envelope.detail)
    kind = _kind(event, envelope.detail_type)
    entities = [entity.entity_value for entity in event.affected_entities if entity.entity_value]
    named = entities[0] if entities and len(entities[0]) <= ENTITY_CHARACTERS else None
    concerned = envelope.concerned(event.affected_account, event.event_region)
    starts_at, ends_at = _instant(envelope, event.start_time), _instant(envelope, event.end_time)
    claim = f", claimed for account {concerned['account_mismatch']}" if "claimed" in concerned else ""
    subject = _subject(event, kind)
    return envelope.parsed(
        title=with_entities(subject, entities) + claim,
        category="security" if kind in ("abuse", "exposed") else "availability" if kind == "issue" else "operations",
        severity=_severity(envelope, event, kind, starts_at, ends_at),
        resource_type="AWS::Health::AffectedEntity" if named else "AWS::Health::Event",
        resource_id=named or event.event_arn,
        status=event.status_code,
        annotation=free_text(_described(event)),
        remediation=_REMEDIATIONS.get(kind),
        console_url=health_url(envelope.region, event.event_arn),
        facts=facts(
            [
                ("Begins" if kind == "scheduledchange" else "Began", format_minute(starts_at) if starts_at else None),
                ("Ends" if kind == "scheduledchange" else "Ended", format_minute(ends_at) if ends_at else None),
                (AFFECTED, listed(entities)),
            ]
        ),
        incident=IncidentReport(
            identity=event.event_arn,
            kind=event.event_type_code,
            phase="ended" if event.status_code == "closed" else "opened",
            ended_as="closed" if event.status_code == "closed" else None,
            occurred_at=envelope.occurred_at(event.last_updated_time),
            starts_at=starts_at if kind == "scheduledchange" else None,
            ends_at=ends_at if kind == "scheduledchange" else None,
            entities=_kept(entities),
            subject=None if claim else one_line(subject),
            page=one_line(f"{event.communication_id}#{event.page or 1}", 200) if event.communication_id else None,
        ),
        **concerned,
    )


def _instant(envelope: Envelope, stated: str | None) -> str | None:
    """When a change begins or ends, as a stored instant; None for no date and for one ten years away."""
    instant = parse_lenient(stated)
    return format_instant(instant) if instant and abs(instant.year - envelope.now.year) <= YEARS_AHEAD else None


def _kept(entities: Sequence[str]) -> tuple[str, ...]:
    """The entities kept on the incident: one line each, together at most 10,000 bytes."""
    lines = [one_line(entity, KEPT_ENTITY_CHARACTERS) for entity in entities[:ENTITIES]]
    while size(lines) > ENTITIES_BYTES:
        lines.pop()
    return tuple(lines)


def _kind(event: _HealthEvent, detail_type: str) -> str:
    """The category in lower case, since both spellings occur; abuse and exposed keys are kinds of their own."""
    if event.event_type_code == EXPOSED:
        return "exposed"
    if detail_type == ABUSE or event.event_type_code.startswith("AWS_ABUSE"):
        return "abuse"
    return (event.event_type_category or "").lower()


def _severity(
    envelope: Envelope, event: _HealthEvent, kind: str, starts_at: str | None, ends_at: str | None
) -> Severity:
    """Exposed keys are critical, abuse high; an issue is high when it is the account's own, medium when everybody's.

    A scheduled change is medium, high when it begins within seven days; an investigation is medium, a notification low,
    what is closed informs.
    """
    if event.status_code == "closed":
        return Severity.INFORMATIONAL
    if kind == "issue":
        return Severity.MEDIUM if event.event_scope_code == "PUBLIC" else Severity.HIGH
    if kind == "scheduledchange":
        return Severity.HIGH if begins_soon(starts_at, ends_at, envelope.now) else Severity.MEDIUM
    rated = {"exposed": Severity.CRITICAL, "abuse": Severity.HIGH, "investigation": Severity.MEDIUM}
    return rated.get(kind, Severity.LOW)


def _subject(event: _HealthEvent, kind: str) -> str:
    """`Scheduled change: EC2 instance retirement scheduled`."""
    service = event.service or "AWS"
    words = event.event_type_code.removeprefix("AWS_").removeprefix(f"{service}_").replace("_", " ").lower()
    subject = words if kind in ("abuse", "exposed") else f"{service.replace('_', ' ')} {words}"
    return f"{_SAYS.get(kind, 'AWS Health')}: {subject}"


def _described(event: _HealthEvent) -> str | None:
    """The description in English where there is one, else in whatever comes first."""
    english = [d for d in event.event_description if (d.language or "").startswith("en")]
    return next((d.latest_description for d in (*english, *event.event_description)), None)


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.health", "AWS Health Event"): parse_health,
    ("aws.health", ABUSE): parse_health,
}
