"""The Lambda compares with the aggregator of its environment, keeps what it found in the table and counts it."""

from typing import Any

import pytest

from config_monitor import bootstrap
from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.errors import InvalidSettings
from reconcile_compliance.handler import handler
from simulation.lambda_context import LambdaContext
from tests.support.lambdas import cold
from tests.support.recorded_aggregator import recorded, result

SOURCES: tuple[str, dict[str, Any], dict[str, Any]] = (
    "describe_configuration_aggregator_sources_status",
    {},
    {"AggregatedSourceStatusList": []},
)
ACCOUNTS: tuple[str, dict[str, Any], dict[str, Any]] = (
    "get_aggregate_config_rule_compliance_summary",
    {"GroupByKey": "ACCOUNT_ID"},
    {"AggregateComplianceCounts": [{"GroupName": "222222222222"}]},
)
RULES: tuple[str, dict[str, Any], dict[str, Any]] = (
    "describe_aggregate_compliance_by_config_rules",
    {"Filters": {"AccountId": "222222222222"}},
    {
        "AggregateComplianceByConfigRules": [
            {"AccountId": "222222222222", "AwsRegion": "us-east-1", "ConfigRuleName": "required-tags"}
        ]
    },
)


def details(*results: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    asked = {"ConfigRuleName": "required-tags", "AccountId": "222222222222", "AwsRegion": "us-east-1", "Limit": 100}
    return ("get_aggregate_compliance_details_by_config_rule", asked, {"AggregateEvaluationResults": list(results)})


def test_an_empty_table_is_filled_and_compared_again_without_difference(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    actual = details(*(result(f"vol-{i:03d}", "NON_COMPLIANT" if i % 3 else "COMPLIANT") for i in range(30)))
    run = (SOURCES, ACCOUNTS, RULES, actual)
    with cold(monkeypatch, CONFIG_AGGREGATOR_NAME="organisation") as client, recorded(*run, *run) as config:
        monkeypatch.setattr(aws, "client", {"dynamodb": client, "config": config}.__getitem__)
        first = handler({"cursor": None, "result": None}, LambdaContext())
        again = handler({"cursor": None, "result": None}, LambdaContext())
        assert (first["cursor"], first["result"]["filled"], first["differences"]) == (None, 30, 0)
        assert (again["result"]["compared"], again["result"]["filled"], again["differences"]) == (30, 0, 0)
        violations_by_scope = DynamoDBViolationsByScope(Table(client, "events"))
        assert len(violations_by_scope.of_rule("222222222222", "us-east-1", "required-tags")) == 30
        assert violations_by_scope.rules("222222222222", "us-east-1") == {"required-tags": "required-tags"}
        positions = [position for position, _ in violations_by_scope.of_scope("222222222222", "us-east-1")]
        assert [p for p, _ in violations_by_scope.of_scope("222222222222", "us-east-1", positions[-1])] == []
    assert [vars(record)["differences"] for record in caplog.records if record.msg == "reconciled"] == [0, 0]


def test_a_step_short_of_time_hands_on_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    step = (SOURCES, ACCOUNTS, RULES)
    steps = (*step, details(result("vol-1", "COMPLIANT")), *step, *step)
    with cold(monkeypatch, CONFIG_AGGREGATOR_NAME="organisation") as client, recorded(*steps) as config:
        monkeypatch.setattr(aws, "client", {"dynamodb": client, "config": config}.__getitem__)
        payload: dict[str, Any] = {"cursor": None, "result": None}
        cursors = []
        for _ in range(3):
            payload = handler(payload, LambdaContext(remaining_milliseconds=1000))
            cursors.append(payload["cursor"] and payload["cursor"]["rule_name"])
    assert cursors == ["required-tags", "\uffff", None]


def test_without_an_aggregator_the_environment_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch, CONFIG_AGGREGATOR_NAME=""), pytest.raises(InvalidSettings, match="CONFIG_AGGREGATOR_NAME"):
        bootstrap.reconciler(lambda: False)
