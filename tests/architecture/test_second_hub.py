"""A second hub in the same account and region neither clashes with the first nor shares its alarms and metrics."""

from typing import Any

import pytest

from tests.support.template import resources, template
from tests.support.transformed import transformed

STACK = {"Ref": "AWS::StackName"}


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    """The resources of one type as CloudFormation gets them, those included that only SAM makes."""
    return {name: made for name, made in transformed().items() if made["Type"] == kind}


def test_no_schedule_has_a_name_of_its_own() -> None:
    """Names are unique in the account's default group of schedules."""
    assert len(of_kind("AWS::Scheduler::Schedule")) >= 5
    for name, schedule in of_kind("AWS::Scheduler::Schedule").items():
        assert "Name" not in schedule["Properties"], name


def test_alarms_of_a_stack_whose_name_begins_with_anothers_are_its_own() -> None:
    """Stack names have letters, digits and hyphens, so a slash ends them."""
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmName"]["Fn::Sub"].startswith("${AWS::StackName}/"), name
    (prefix,) = resources("AWS::Events::Rule")["OwnAlarmsRule"]["EventPattern"]["detail"]["alarmName"]
    assert prefix == {"prefix": {"Fn::Sub": "${AWS::StackName}/"}}


def test_metrics_carry_the_stacks_name() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["POWERTOOLS_SERVICE_NAME"] == STACK
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        if alarm.get("Namespace") == "ConfigMonitor":
            assert {"Name": "service", "Value": STACK} in alarm["Dimensions"], name


def test_log_groups_are_named_after_the_stack() -> None:
    for name, group in of_kind("AWS::Logs::LogGroup").items():
        assert "${AWS::StackName}" in group["Properties"]["LogGroupName"]["Fn::Sub"], name


def test_a_changed_authoriser_reaches_the_stage() -> None:
    (api,) = resources("AWS::Serverless::Api").values()
    assert api["AlwaysDeploy"] is True


@pytest.mark.parametrize("name", ["ApiGatewayAccount", "ApiGatewayLogRole", "QueryApiLogGroup"])
def test_the_regions_setting_of_api_gateway_can_be_left_alone(name: str) -> None:
    assert template()["Resources"][name]["Condition"] == "LogsApiAccess"
    (api,) = resources("AWS::Serverless::Api").values()
    condition, _, otherwise = api["AccessLogSetting"]["Fn::If"]
    assert (condition, otherwise) == ("LogsApiAccess", {"Ref": "AWS::NoValue"})


def test_a_failed_first_deployment_leaves_nothing_behind() -> None:
    kept = {name: made["DeletionPolicy"] for name, made in template()["Resources"].items() if "DeletionPolicy" in made}
    assert set(kept) == {"EventsTable", "ReportBucket", "ApiGatewayAccount", "ApiGatewayLogRole"}
    assert set(kept.values()) == {"RetainExceptOnCreate"}
