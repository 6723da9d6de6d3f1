"""Alarms: what can fail has one, silence is noticed in time, and each reaches people by a second way as well."""

import re
from typing import Any

import pytest

from tests.support.machines import load
from tests.support.template import ROOT, resources, statements, template

ALARMS = resources("AWS::CloudWatch::Alarm")
EVERY = pytest.mark.parametrize(("name", "alarm"), ALARMS.items(), ids=ALARMS)


def about(metric: str, dimension: str) -> set[str]:
    """The resources of which some alarm watches this metric."""
    return {
        value["Value"]["Ref"]
        for alarm in ALARMS.values()
        for value in alarm["Dimensions"]
        if alarm["MetricName"] == metric and value["Name"] == dimension
    }


@EVERY
def test_an_alarm_says_what_to_read_and_reaches_the_topic(name: str, alarm: dict[str, Any]) -> None:
    assert "docs/" in alarm["AlarmDescription"], name
    assert alarm["AlarmActions"] == alarm["OKActions"], name
    condition, (topic,), otherwise = alarm["AlarmActions"]["Fn::If"]
    assert (condition, otherwise) == ("HasAlarmTopic", {"Ref": "AWS::NoValue"})
    assert topic["Fn::If"] == ["HasExistingAlarmTopic", {"Ref": "AlarmTopicArn"}, {"Ref": "AlarmTopic"}]


@EVERY
def test_the_runbook_has_an_entry_for_it(name: str, alarm: dict[str, Any]) -> None:
    stem = alarm["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}")
    headings = re.findall(r"^### .*", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE)
    assert sum(f"`...{stem}`" in heading for heading in headings) == 1, name


def test_a_removal_is_not_slow_though_it_waits_for_the_index() -> None:
    wait = load(ROOT / "statemachines" / "process_event.asl.json")["States"]["WaitForIndex"]["Seconds"]
    (seconds,) = re.findall(r": (\d+)\) %}$", wait)
    assert ALARMS["EventsSlowAlarm"]["Threshold"] >= 1.5 * 1000 * int(seconds)


@EVERY
def test_silence_is_noticed_within_the_hour_after_it_is_too_long(name: str, alarm: dict[str, Any]) -> None:
    """CloudWatch looks back beyond the window when data are missing, by some periods: so periods are of an hour."""
    if alarm["ComparisonOperator"] == "LessThanThreshold":
        assert alarm["TreatMissingData"] == "breaching", name
        assert alarm["Period"] <= 3600, name
        assert alarm["Period"] * alarm["EvaluationPeriods"] <= 604_800, "CloudWatch takes no longer window"


def test_a_daily_report_is_missed_after_26_hours() -> None:
    alarm = ALARMS["ReportMissingAlarm"]
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 26 * 3600


def test_every_machine_is_watched_for_executions_that_fail_or_time_out() -> None:
    """Failed runs of deliver_alerts show in the age of the oldest alert, those of routine events in the queue."""
    machines = set(resources("AWS::Serverless::StateMachine"))
    assert about("ExecutionsTimedOut", "StateMachineArn") == machines
    assert about("ExecutionsFailed", "StateMachineArn") == machines - {
        "DeliverAlertsStateMachine",
        "ProcessRoutineEventStateMachine",
    }
    assert "AlertsWaitAlarm" in ALARMS


def test_a_check_of_the_agents_that_does_not_run_is_noticed() -> None:
    for metric in ("Invocations", "Errors"):
        assert "CheckAgentHealthFunction" in about(metric, "FunctionName")


def test_alerts_that_wait_are_noticed_also_when_nobody_looks_for_them() -> None:
    assert about("ExecutionsSucceeded", "StateMachineArn") == {"DeliverAlertsStateMachine"}


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ApiGateway", "Latency"),
        ("AWS/DynamoDB", "WriteThrottleEvents"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "Errors"),
        ("AWS/States", "ExecutionTime"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    ],
)
def test_a_metric_that_aws_keeps_is_watched(namespace: str, metric: str) -> None:
    assert (namespace, metric) in {(alarm["Namespace"], alarm["MetricName"]) for alarm in ALARMS.values()}


def test_the_apis_metrics_are_of_this_stack() -> None:
    """CloudWatch knows an API by its name, which by default is the same in every stack."""
    (api,) = resources("AWS::Serverless::Api").values()
    assert api["Name"] == {"Ref": "AWS::StackName"}


def test_the_stacks_topic_is_encrypted_by_a_key_that_alarms_may_use() -> None:
    topic = resources("AWS::SNS::Topic")["AlarmTopic"]
    assert topic["KmsMasterKeyId"] == {"Ref": "AlarmTopicKey"}
    grants = statements(resources("AWS::KMS::Key")["AlarmTopicKey"]["KeyPolicy"])
    (alarms,) = [grant for grant in grants if grant["Principal"] == {"Service": "cloudwatch.amazonaws.com"}]
    assert set(alarms["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
    for name in ("AlarmTopic", "AlarmTopicKey", "AlarmTopicPolicy"):
        assert template()["Resources"][name]["Condition"] == "CreatesAlarmTopic", name
