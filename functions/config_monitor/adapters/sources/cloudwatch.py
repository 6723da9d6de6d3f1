"""CloudWatch alarms of every kind: changes of their states and of their configuration.

An alarm is one incident: it begins with ALARM and ends with OK or with the alarm's deletion. INSUFFICIENT_DATA neither
begins nor ends it, and changes of its contributors (the time series of a Metrics Insights alarm) belong to it.
"""

from datetime import timedelta
from typing import Any, Literal

from config_monitor.adapters.sources.cloudwatch_alarm import AlarmConfiguration, alarm_facts, metric_of
from config_monitor.adapters.sources.detail import Detail, Name, free_text
from config_monitor.adapters.sources.envelope import Envelope, Parser
from config_monitor.domain.events import (
    EndedAs,
    IncidentReport,
    Parsed,
    Phase,
    Severity,
    alarm_url,
    facts,
    format_instant,
    parse_instant,
)

AlarmState = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]

_SAYS = {"OK": "is OK again", "ALARM": "went off", "INSUFFICIENT_DATA": "has no data"}
_PHASES: dict[str, tuple[Phase, EndedAs | None]] = {
    "OK": ("ended", "ok"),
    "ALARM": ("opened", None),
    "INSUFFICIENT_DATA": ("updated", None),
    "delete": ("ended", "deleted"),
}
_REMEDIATIONS = {
    "ALARM": "Look at the alarm's graph and at what changed shortly before; the reason names the value that crossed.",
    "INSUFFICIENT_DATA": "Check that the metric is still sent; an alarm without data guards nothing.",
}


class _State(Detail):
    value: AlarmState
    reason: str | None = None
    reason_data: str | None = None
    timestamp: str | None = None
    actions_suppressed_by: str | None = None


class _PreviousState(Detail):
    value: AlarmState | None = None


class _StateChange(Detail):
    alarm_name: Name
    state: _State
    previous_state: _PreviousState | None = None
    configuration: AlarmConfiguration = AlarmConfiguration()
    mute_detail: dict[str, Any] | None = None


class _Contributor(Detail):
    id: str | None = None
    attributes: dict[str, Any] | None = None


class _ContributorChange(_StateChange):
    alarm_contributor: _Contributor


class _ConfigurationChange(Detail):
    alarm_name: Name
    operation: Literal["create", "update", "delete"]
    configuration: AlarmConfiguration = AlarmConfiguration()


def parse_alarm_state(envelope: Envelope) -> Parsed:
    """An alarm's new state: going off is high, or low when muted or suppressed; no data is low, OK informs."""
    change = _StateChange.read(envelope.detail)
    state, configuration = change.state, change.configuration
    quiet = "muted" if change.mute_detail else "suppressed" if state.actions_suppressed_by else ""
    loud = {"ALARM": Severity.LOW if quiet else Severity.HIGH, "INSUFFICIENT_DATA": Severity.LOW}
    return envelope.parsed(
        title=f"{_kind(configuration)} {change.alarm_name} {_SAYS[state.value]}{f' ({quiet})' if quiet else ''}",
        category="operations",
        severity=loud.get(state.value, Severity.INFORMATIONAL),
        resource_type=_resource_type(configuration),
        resource_id=change.alarm_name,
        status=state.value,
        previous_status=change.previous_state and change.previous_state.value,
        annotation=free_text(state.reason),
        remediation=_REMEDIATIONS.get(state.value),
        console_url=alarm_url(envelope.region, change.alarm_name),
        facts=facts(alarm_facts(configuration, state.reason_data)),
        incident=_report(
            envelope, change.alarm_name, configuration, _PHASES[state.value], envelope.occurred_at(state.timestamp)
        ),
    )


def parse_contributor_state(envelope: Envelope) -> Parsed:
    """One time series of a Metrics Insights alarm changed: news of its alarm, which has states of its own."""
    change = _ContributorChange.read(envelope.detail)
    state, attributes = change.state, change.alarm_contributor.attributes or {}
    series = ", ".join(f"{name}={value}" for name, value in attributes.items()) or change.alarm_contributor.id
    return envelope.parsed(
        title=f"{_kind(change.configuration)} {change.alarm_name}: {series or 'a contributor'} is {state.value}",
        category="operations",
        severity=Severity.INFORMATIONAL,
        resource_type=_resource_type(change.configuration),
        resource_id=change.alarm_name,
        status=state.value,
        annotation=free_text(state.reason),
        console_url=alarm_url(envelope.region, change.alarm_name),
        facts=facts([("Contributor", series), *alarm_facts(change.configuration, state.reason_data)]),
        incident=_report(
            envelope,
            change.alarm_name,
            change.configuration,
            ("updated", None),
            envelope.occurred_at(state.timestamp),
            of_part=True,
        ),
    )


def parse_alarm_configuration(envelope: Envelope) -> Parsed:
    """An alarm made, changed or deleted; deleting one is low, since from then on nobody watches, the others inform."""
    change = _ConfigurationChange.read(envelope.detail)
    configuration = change.configuration
    deleted = change.operation == "delete"
    phase = _PHASES.get(change.operation, ("updated", None))
    return envelope.parsed(
        title=f"{_kind(configuration)} {change.alarm_name} was {change.operation}d",
        category="change",
        severity=Severity.LOW if deleted else Severity.INFORMATIONAL,
        resource_type=_resource_type(configuration),
        resource_id=change.alarm_name,
        status=change.operation,
        annotation=free_text(configuration.description),
        remediation="Check that nobody relied on the alarm." if deleted else None,
        console_url=alarm_url(envelope.region, change.alarm_name),
        facts=facts(alarm_facts(configuration, None)),
        incident=_report(envelope, change.alarm_name, configuration, phase, _end_of_second(envelope.time), not deleted),
    )


def _report(
    envelope: Envelope,
    alarm_name: str,
    configuration: AlarmConfiguration,
    phase: tuple[Phase, EndedAs | None],
    occurred_at: str,
    of_part: bool = False,
) -> IncidentReport:
    """The alarm's incident, by its ARN; alarms on one metric, or all composite ones of an account, are one kind."""
    arn = f"arn:{envelope.partition}:cloudwatch:{envelope.region}:{envelope.account}:alarm:{alarm_name}"
    named = next((resource for resource in envelope.resources if ":alarm:" in resource), arn)
    return IncidentReport(
        identity=named,
        kind=metric_of(configuration) or envelope.account,
        phase=phase[0],
        ended_as=phase[1],
        occurred_at=occurred_at,
        of_part=of_part,
    )


def _end_of_second(instant: str) -> str:
    """The last millisecond of the second that an envelope names, so that a state of the same second comes before."""
    return format_instant(parse_instant(instant).replace(microsecond=0) + timedelta(milliseconds=999))


def _resource_type(configuration: AlarmConfiguration) -> str:
    """CloudFormation's name for this kind of alarm."""
    return "AWS::CloudWatch::CompositeAlarm" if configuration.alarm_rule else "AWS::CloudWatch::Alarm"


def _kind(configuration: AlarmConfiguration) -> str:
    """What people call this kind of alarm."""
    expressions = configuration.expressions
    if configuration.alarm_rule:
        return "Composite alarm"
    if any("ANOMALY_DETECTION_BAND" in expression for expression in expressions):
        return "Anomaly alarm"
    if any(expression.lstrip().upper().startswith("SELECT") for expression in expressions):
        return "Metrics Insights alarm"
    return "Alarm on metric math" if expressions else "Alarm"


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.cloudwatch", "CloudWatch Alarm State Change"): parse_alarm_state,
    ("aws.cloudwatch", "CloudWatch Alarm Contributor State Change"): parse_contributor_state,
    ("aws.cloudwatch", "CloudWatch Alarm Configuration Change"): parse_alarm_configuration,
}
