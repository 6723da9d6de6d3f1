"""AWS Health: what AWS says of its own services and of an account's resources on them, abuse reports included."""

from config_monitor.adapters.sources.envelope import Detail, Envelope, Name, Parser, free_text
from config_monitor.domain.events import Parsed, Severity, health_url

ABUSE = "AWS Health Abuse Event"
EXPOSED = "AWS_RISK_CREDENTIALS_EXPOSED"
# Entity names beyond this are notes rather than names; the event's ARN stands for them.
ENTITY_CHARACTERS = 512

_SAYS = {
    "issue": "Issue",
    "scheduledchange": "Scheduled change",
    "accountnotification": "Notification",
    "investigation": "Investigation",
    "abuse": "Abuse report",
    "exposed": "Security risk",
}
_GUIDANCE = {
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
    page: str | int | None = None


def parse_health(envelope: Envelope) -> Parsed:
    """One Health event of any category.

    In the organisation's view the envelope names the account that watches and `affectedAccount` the one concerned. Of
    an event in pages each is kept; only the first is rated, for all say the same of other resources.
    """
    event = _HealthEvent.read(envelope.detail)
    kind = _kind(event, envelope.detail_type)
    entities = [entity.entity_value for entity in event.affected_entities if entity.entity_value]
    named = entities[0] if entities and len(entities[0]) <= ENTITY_CHARACTERS else None
    elsewhere = envelope.other_account(event.affected_account)
    return envelope.parsed(
        title=_title(event, kind, entities) + (f" in account {elsewhere}" if elsewhere else ""),
        category="security" if kind in ("abuse", "exposed") else "availability" if kind == "issue" else "operations",
        severity=_severity(event, kind),
        resource_type="AWS::Health::AffectedEntity" if named else "AWS::Health::Event",
        resource_id=named or event.event_arn,
        status=event.status_code,
        annotation=free_text(_described(event)),
        remediation=_GUIDANCE.get(kind),
        console_url=health_url(envelope.region, event.event_arn),
        account_mismatch=elsewhere,
    )


def _kind(event: _HealthEvent, detail_type: str) -> str:
    """The category in lower case, since both spellings occur; abuse and exposed keys are kinds of their own."""
    if event.event_type_code == EXPOSED:
        return "exposed"
    if detail_type == ABUSE or event.event_type_code.startswith("AWS_ABUSE"):
        return "abuse"
    return (event.event_type_category or "").lower()


def _severity(event: _HealthEvent, kind: str) -> Severity:
    """Exposed keys are critical, abuse high; an issue is high when it is the account's own, medium when everybody's.

    A scheduled change or an investigation is medium, a notification low; what is closed, or a further page, informs.
    """
    if event.status_code == "closed" or str(event.page or 1) != "1":
        return Severity.INFORMATIONAL
    if kind == "issue":
        return Severity.MEDIUM if event.event_scope_code == "PUBLIC" else Severity.HIGH
    rated = {
        "exposed": Severity.CRITICAL,
        "abuse": Severity.HIGH,
        "scheduledchange": Severity.MEDIUM,
        "investigation": Severity.MEDIUM,
    }
    return rated.get(kind, Severity.LOW)


def _title(event: _HealthEvent, kind: str, entities: list[str]) -> str:
    """`Scheduled change: EC2 instance retirement scheduled, i-0abc and 2 more`."""
    service = event.service or "AWS"
    words = event.event_type_code.removeprefix("AWS_").removeprefix(f"{service}_").replace("_", " ").lower()
    subject = words if kind in ("abuse", "exposed") else f"{service.replace('_', ' ')} {words}"
    more = f" and {len(entities) - 1} more" if len(entities) > 1 else ""
    return f"{_SAYS.get(kind, 'AWS Health')}: {subject}" + (f", {entities[0][:100]}{more}" if entities else "")


def _described(event: _HealthEvent) -> str | None:
    """The description in English where there is one, else in whatever comes first."""
    english = [d for d in event.event_description if (d.language or "").startswith("en")]
    return next((d.latest_description for d in (*english, *event.event_description)), None)


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.health", "AWS Health Event"): parse_health,
    ("aws.health", ABUSE): parse_health,
}
