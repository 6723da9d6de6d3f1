"""Alarms: what can fail has one, silence is noticed in time, and each reaches people by a second way as well."""

import re
from typing import Any

import pytest

from tests.support.code import FUNCTIONS, HANDLERS
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


def test_documents_name_the_threshold_of_slow_events() -> None:
    """A minute, one in a hundred, a quarter of an hour."""
    alarm = ALARMS["EventsSlowAlarm"]
    assert (alarm["ExtendedStatistic"], alarm["Threshold"]) == ("p99", 60_000)
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 15 * 60
    for text in (
        alarm["AlarmDescription"],
        *((ROOT / "docs" / name).read_text() for name in ("metrics.md", "runbook.md")),
    ):
        assert re.search(r"one.* in a hundred.* takes over a minute, for a quarter of an hour", text, re.IGNORECASE)


@EVERY
def test_silence_is_noticed_within_the_hour_after_it_is_too_long(name: str, alarm: dict[str, Any]) -> None:
    """CloudWatch looks back beyond the window when data are missing, by some periods: so periods are of an hour."""
    assert alarm["TreatMissingData"] in ("breaching", "notBreaching"), name
    if alarm["ComparisonOperator"] == "LessThanThreshold":
        assert alarm["TreatMissingData"] == "breaching", name
    if alarm["TreatMissingData"] == "breaching":
        assert alarm["Period"] <= 3600, name
        assert alarm["Period"] * alarm["EvaluationPeriods"] <= 604_800, "CloudWatch takes no longer window"


def test_a_daily_report_is_missed_after_26_hours() -> None:
    alarm = ALARMS["ReportMissingAlarm"]
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 26 * 3600


def test_every_machine_is_watched_for_executions_that_fail_or_time_out() -> None:
    """Failed runs of routine events show in the queue; Express has no events of its executions, so it needs alarms."""
    machines = resources("AWS::Serverless::StateMachine")
    standard = {name for name, machine in machines.items() if machine.get("Type", "STANDARD") == "STANDARD"}
    detail = resources("AWS::Events::Rule")["FailedExecutionsRule"]["EventPattern"]["detail"]
    by_rule = {arn["Ref"] for arn in detail["stateMachineArn"]}
    assert by_rule == standard
    assert detail["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]
    assert about("ExecutionsTimedOut", "StateMachineArn") == set(machines) - by_rule
    assert about("ExecutionsFailed", "StateMachineArn") == set(machines) - by_rule - {"ProcessRoutineEventStateMachine"}


def test_the_rule_of_failed_executions_has_a_target_and_an_alarm() -> None:
    """`Invocations` counts what a rule sends to its targets; its rules on the default bus go by their name alone."""
    rule = resources("AWS::Events::Rule")["FailedExecutionsRule"]
    assert "EventBusName" not in rule
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["FailedExecutionsQueue", "Arn"]}
    alarm = ALARMS["ExecutionsFailedAlarm"]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("AWS/Events", "Invocations", 1)
    (dimension,) = alarm["Dimensions"]
    arn = {"Fn::GetAtt": ["FailedExecutionsRule", "Arn"]}
    assert dimension == {"Name": "RuleName", "Value": {"Fn::Select": [1, {"Fn::Split": ["/", arn]}]}}
    allowed = statements(resources("AWS::SQS::QueuePolicy")["FailedExecutionsQueuePolicy"]["PolicyDocument"])
    assert {"ArnEquals": {"aws:SourceArn": arn}} in [statement["Condition"] for statement in allowed]


def test_what_a_rule_cannot_start_is_noticed_whichever_rule_it_is() -> None:
    """It goes to the queue of events (test_template.py), at once where trying again cannot help; this is its alarm."""
    alarm = ALARMS["DeadLetterQueueNotEmptyAlarm"]
    assert (alarm["MetricName"], alarm["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 1)
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}}]


def test_a_check_of_the_agents_that_fails_or_does_not_run_is_noticed() -> None:
    """Lambda counts 0 errors for a call that ends well, so an hour whose least count is 1 or missing had none."""
    alarm = ALARMS["AgentHealthNotCheckedAlarm"]
    assert "CheckAgentHealthFunction" in about("Errors", "FunctionName")
    assert (alarm["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Minimum", 1, "breaching")


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


@pytest.mark.parametrize("handler", sorted(set(HANDLERS) - {"parse_event"}))
def test_a_call_that_reads_the_policy_sends_what_it_counts(handler: str) -> None:
    """A broken policy is counted by whoever reads it: all but ParseEvent."""
    assert "\n@metrics.log_metrics\n" in (FUNCTIONS / handler / "handler.py").read_text()
