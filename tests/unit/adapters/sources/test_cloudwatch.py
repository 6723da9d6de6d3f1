"""Alarms: what goes off is loud unless its own people made it quiet."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, refusal
from tests.support.samples import changed, sample, without

ALARM = "cloudwatch/alarm-metric"


@pytest.mark.parametrize(
    ("name", "kind", "resource_type"),
    [
        ("alarm-metric", "Alarm", "AWS::CloudWatch::Alarm"),
        ("alarm-composite", "Composite alarm", "AWS::CloudWatch::CompositeAlarm"),
        ("alarm-anomaly", "Anomaly alarm", "AWS::CloudWatch::Alarm"),
        ("alarm-metric-maths", "Alarm on metric maths", "AWS::CloudWatch::Alarm"),
    ],
)
def test_each_kind_of_alarm_is_known(name: str, kind: str, resource_type: str) -> None:
    found = event(sample(f"cloudwatch/{name}"))
    assert found.title == f"{kind} {found.resource_id} went off"
    assert (found.resource_type, found.severity) == (resource_type, Severity.HIGH)


@pytest.mark.parametrize("name", ["alarm-muted", "alarm-composite-suppressed"])
def test_what_its_people_made_quiet_is_low(name: str) -> None:
    assert event(sample(f"cloudwatch/{name}")).severity is Severity.LOW


def test_both_states_the_reason_and_the_page_are_there() -> None:
    found = event(sample(ALARM))
    assert (found.status, found.previous_status) == ("ALARM", "OK")
    assert (found.annotation or "").startswith("Threshold Crossed")
    assert (found.console_url or "").endswith("#alarmsV2:alarm/orchard-pay%20errors")
    assert found.remediation


@pytest.mark.parametrize("path", ["detail.previousState", "detail.configuration", "detail.state.reason"])
def test_an_alarm_may_come_trimmed(path: str) -> None:
    assert event(without(ALARM, path)).status == "ALARM"


def test_deleting_an_alarm_is_low_and_changing_one_informs() -> None:
    assert event(sample("cloudwatch/alarm-deleted")).severity is Severity.LOW
    assert event(sample("cloudwatch/alarm-updated")).severity is Severity.INFORMATIONAL
    assert event(sample("cloudwatch/alarm-deleted")).title == "Alarm orchard-web-latency was deleted"


@pytest.mark.parametrize(
    ("path", "value"),
    [("detail.alarmName", ""), ("detail.state", "ALARM"), ("detail.state.value", 3), ("detail.configuration", [])],
)
def test_a_wrong_shape_is_rejected(path: str, value: object) -> None:
    outcome, reason = refusal(changed(ALARM, path, value))
    assert outcome == "rejected"
    assert path in reason
