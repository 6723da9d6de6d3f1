"""Alarms: what goes off is loud unless its own people made it quiet."""

import pytest

from config_monitor.domain.events import Severity
from tests.support.parsing import event, fact, incident, refusal
from tests.support.samples import changed, sample, without

ALARM = "cloudwatch/alarm-metric"


@pytest.mark.parametrize(
    ("name", "kind", "resource_type"),
    [
        ("alarm-metric", "Alarm", "AWS::CloudWatch::Alarm"),
        ("alarm-composite", "Composite alarm", "AWS::CloudWatch::CompositeAlarm"),
        ("alarm-anomaly", "Anomaly alarm", "AWS::CloudWatch::Alarm"),
        ("alarm-metric-math", "Alarm on metric math", "AWS::CloudWatch::Alarm"),
    ],
)
def test_each_kind_of_alarm_is_known(name: str, kind: str, resource_type: str) -> None:
    actual = event(sample(f"cloudwatch/{name}"))
    assert actual.title == f"{kind} {actual.resource_id} went off"
    assert (actual.resource_type, actual.severity) == (resource_type, Severity.HIGH)


@pytest.mark.parametrize("name", ["alarm-muted", "alarm-composite-suppressed"])
def test_what_its_people_made_quiet_is_low(name: str) -> None:
    assert event(sample(f"cloudwatch/{name}")).severity is Severity.LOW


def test_both_states_the_reason_and_the_page_are_there() -> None:
    actual = event(sample(ALARM))
    assert (actual.status, actual.previous_status) == ("ALARM", "OK")
    assert (actual.annotation or "").startswith("Threshold Crossed")
    assert (actual.console_url or "").endswith("#alarmsV2:alarm/orchard-pay%20errors")
    assert actual.remediation


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


def test_an_alarm_is_one_incident_from_alarm_to_ok() -> None:
    on, off = incident(sample(ALARM)), incident(sample("cloudwatch/alarm-ok"))
    assert (on.phase, on.ended_as) == ("opened", None)
    assert (off.phase, off.ended_as) == ("ended", "ok")
    assert on.identity.endswith(":alarm:orchard-pay errors")
    assert incident(sample("cloudwatch/alarm-insufficient-data")).phase == "updated"


def test_without_its_arn_an_alarm_is_known_by_its_name() -> None:
    assert incident({**sample(ALARM), "resources": []}).identity == (
        "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:orchard-pay errors"
    )


def test_deleting_an_alarm_ends_it_after_any_state_of_the_same_second() -> None:
    deleted = incident(sample("cloudwatch/alarm-deleted"))
    assert (deleted.phase, deleted.ended_as) == ("ended", "deleted")
    assert deleted.occurred_at.endswith(".999Z")
    assert incident(sample("cloudwatch/alarm-updated")).phase == "updated"


def test_what_the_alarm_watches_is_shown() -> None:
    raw = changed(ALARM, "detail.configuration.description", "Owner: web team\nrunbook https://wiki.example.com")
    raw["detail"]["state"]["reasonData"] = '{"threshold": 90.5}'
    stat = {
        "metric": {"namespace": "AWS/EC2", "name": "CPUUtilization", "dimensions": {"InstanceId": "i-0c1"}},
        "period": 60,
        "stat": "Average",
    }
    raw["detail"]["configuration"]["metrics"] = [{"id": "m1", "metricStat": stat}]
    assert fact(raw, "Description") == "Owner: web team runbook https://wiki.example.com"
    assert fact(raw, "Metric") == "AWS/EC2 CPUUtilization (Average over 60 s)"
    assert fact(raw, "Dimensions") == "InstanceId=i-0c1"
    assert fact(raw, "Threshold") == "90.5"
    assert incident(raw).kind == "AWS/EC2#CPUUtilization"


@pytest.mark.parametrize(
    "metrics",
    [
        [{}],
        [{"metricStat": 7}],
        [{"metricStat": {"metric": []}}],
        [{"metricStat": {"metric": {"name": "x", "dimensions": ["odd"]}, "period": {}}}],
        [{"expression": {"odd": 1}}],
    ],
)
def test_an_odd_description_of_metrics_does_not_lose_the_alarm(metrics: list[object]) -> None:
    assert event(changed(ALARM, "detail.configuration.metrics", metrics)).status == "ALARM"


def test_an_alarm_on_metric_math_says_its_expression() -> None:
    raw = sample("cloudwatch/alarm-metric-math")
    expressions = [query["expression"] for query in raw["detail"]["configuration"]["metrics"] if "expression" in query]
    assert fact(raw, "Expression") == expressions[0]


def test_a_composite_alarm_says_the_alarms_below_it() -> None:
    rule = "ALARM(\"pay errors\") OR NOT OK('web') AND ALARM(arn:aws:cloudwatch:eu-central-1:111122223333:alarm:db)"
    raw = changed("cloudwatch/alarm-composite", "detail.configuration.alarmRule", rule)
    raw["detail"]["state"]["reasonData"] = (
        '{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:eu-central-1:111122223333:alarm:db","state":{}}]}'
    )
    assert fact(raw, "Child alarms") == "pay errors, web, db"
    assert fact(raw, "Triggered by") == "db"
    assert incident(raw).kind == raw["account"]


@pytest.mark.parametrize("data", ["", "odd", "[]", "[" * 5000, '{"threshold": "x", "triggeringAlarms": {}}'])
def test_an_odd_reason_leaves_the_rest(data: str) -> None:
    assert fact(changed(ALARM, "detail.state.reasonData", data), "Threshold") is None


def test_a_contributor_belongs_to_its_alarm_and_neither_opens_nor_ends_it() -> None:
    actual = sample("cloudwatch/contributor")
    assert incident(actual).phase == "updated"
    assert incident(changed("cloudwatch/contributor", "detail.state.value", "OK")).phase == "updated"
    assert incident(actual).identity.endswith(":alarm:orchard-tables")
    assert incident(actual).kind == "AWS/DynamoDB#AVG(ConsumedWriteCapacityUnits)"
    assert fact(actual, "Contributor") == "TableName=orchard-stock"
    assert event(actual).severity is Severity.INFORMATIONAL


@pytest.mark.parametrize(
    ("name", "of_part"),
    [
        ("contributor", True),
        ("alarm-updated", True),
        ("alarm-deleted", False),
        ("alarm-metric", False),
    ],
)
def test_a_time_series_and_a_configuration_have_no_say_in_the_alarms_state(name: str, of_part: bool) -> None:
    assert incident(sample(f"cloudwatch/{name}")).of_part is of_part
