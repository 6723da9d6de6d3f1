"""CloudWatch alarms of every kind: their states, and what people do to the alarms themselves."""

from typing import Any, Literal

from config_monitor.adapters.sources.envelope import Detail, Envelope, Name, Parser, free_text
from config_monitor.domain.events import Parsed, Severity, alarm_url

AlarmState = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]

_SAYS = {"OK": "is OK again", "ALARM": "went off", "INSUFFICIENT_DATA": "has no data"}
_GUIDANCE = {
    "ALARM": "Look at the alarm's graph and at what changed shortly before; the reason names the value that crossed.",
    "INSUFFICIENT_DATA": "Check that the metric is still sent; an alarm without data guards nothing.",
}


class _State(Detail):
    value: AlarmState
    reason: str | None = None
    actions_suppressed_by: str | None = None


class _PreviousState(Detail):
    value: AlarmState | None = None


class _Configuration(Detail):
    alarm_rule: str | None = None
    metrics: tuple[dict[str, Any], ...] = ()
    description: str | None = None


class _StateChange(Detail):
    alarm_name: Name
    state: _State
    previous_state: _PreviousState | None = None
    configuration: _Configuration | None = None
    mute_detail: dict[str, Any] | None = None


class _ConfigurationChange(Detail):
    alarm_name: Name
    operation: Literal["create", "update", "delete"]
    configuration: _Configuration | None = None


def parse_alarm_state(envelope: Envelope) -> Parsed:
    """An alarm's new state: going off is high, or low when muted or suppressed; no data is low, OK informs."""
    change = _StateChange.read(envelope.detail)
    state, configuration = change.state, change.configuration or _Configuration()
    quiet = "muted" if change.mute_detail else "suppressed" if state.actions_suppressed_by else ""
    loud = {"ALARM": Severity.LOW if quiet else Severity.HIGH, "INSUFFICIENT_DATA": Severity.LOW}
    kind = _kind(configuration)
    return envelope.parsed(
        title=f"{kind} {change.alarm_name} {_SAYS[state.value]}{f' ({quiet})' if quiet else ''}",
        category="operations",
        severity=loud.get(state.value, Severity.INFORMATIONAL),
        resource_type=_resource_type(configuration),
        resource_id=change.alarm_name,
        status=state.value,
        previous_status=change.previous_state and change.previous_state.value,
        annotation=free_text(state.reason),
        remediation=_GUIDANCE.get(state.value),
        console_url=alarm_url(envelope.region, change.alarm_name),
    )


def parse_alarm_configuration(envelope: Envelope) -> Parsed:
    """An alarm made, changed or deleted; deleting one is low, since from then on nobody watches, the others inform."""
    change = _ConfigurationChange.read(envelope.detail)
    configuration = change.configuration or _Configuration()
    deleted = change.operation == "delete"
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
    )


def _resource_type(configuration: _Configuration) -> str:
    """CloudFormation's name for this kind of alarm."""
    return "AWS::CloudWatch::CompositeAlarm" if configuration.alarm_rule else "AWS::CloudWatch::Alarm"


def _kind(configuration: _Configuration) -> str:
    """What people call this kind of alarm."""
    expressions = [str(metric.get("expression") or "") for metric in configuration.metrics]
    if configuration.alarm_rule:
        return "Composite alarm"
    if any("ANOMALY_DETECTION_BAND" in expression for expression in expressions):
        return "Anomaly alarm"
    return "Alarm on metric maths" if any(expressions) else "Alarm"


PARSERS: dict[tuple[str, str], Parser] = {
    ("aws.cloudwatch", "CloudWatch Alarm State Change"): parse_alarm_state,
    ("aws.cloudwatch", "CloudWatch Alarm Configuration Change"): parse_alarm_configuration,
}
