"""The aggregator's adapter against the API's own model: every call and answer is checked by botocore."""

from config_monitor.adapters.config_aggregator import ConfigAggregator
from tests.support.recorded_aggregator import RECORDED, recorded, result

DETAILS = {"ConfigRuleName": "required-tags", "AccountId": "222222222222", "AwsRegion": "us-east-1", "Limit": 100}


def test_results_come_from_all_pages_and_without_templates() -> None:
    operation = "get_aggregate_compliance_details_by_config_rule"
    pages = (
        (operation, DETAILS, {"AggregateEvaluationResults": [], "NextToken": "1"}),
        (
            operation,
            {**DETAILS, "NextToken": "1"},
            {
                "AggregateEvaluationResults": [
                    {**result("vol-1", "NON_COMPLIANT"), "Annotation": "\nno tag"},
                    result("stack", "COMPLIANT", EvaluationMode="PROACTIVE"),
                ],
                "NextToken": "2",
            },
        ),
        (operation, {**DETAILS, "NextToken": "2"}, {"AggregateEvaluationResults": [result("vol-2", "COMPLIANT")]}),
    )
    with recorded(*pages) as client:
        actual = list(ConfigAggregator(client, "organisation").results("222222222222", "us-east-1", "required-tags"))
    assert [(r.resource_id, r.status, r.annotation) for r in actual] == [
        ("vol-1", "NON_COMPLIANT", "no tag"),
        ("vol-2", "COMPLIANT", None),
    ]
    assert {r.recorded_at for r in actual} == {"2026-11-23T09:00:00.250Z"}


def test_accounts_rules_and_updates_are_read() -> None:
    accounts = {
        "GroupByKey": "ACCOUNT_ID",
        "AggregateComplianceCounts": [{"GroupName": "333333333333"}, {"GroupName": "222222222222"}],
    }
    rules = [{"AccountId": "222222222222", "AwsRegion": "us-east-1", "ConfigRuleName": name} for name in ("b", "a")]
    sources = [
        {
            "SourceId": "222222222222",
            "SourceType": "ACCOUNT",
            "AwsRegion": "us-east-1",
            "LastUpdateStatus": "SUCCEEDED",
        },
        {"SourceId": "222222222222", "SourceType": "ACCOUNT", "AwsRegion": "us-east-2", "LastUpdateStatus": "OUTDATED"},
        {"SourceId": "o-1234567890", "SourceType": "ORGANIZATION", "LastUpdateStatus": "SUCCEEDED"},
    ]
    status = {"AggregatedSourceStatusList": [{**source, "LastUpdateTime": RECORDED} for source in sources]}
    with recorded(
        ("get_aggregate_config_rule_compliance_summary", {"GroupByKey": "ACCOUNT_ID"}, accounts),
        (
            "describe_aggregate_compliance_by_config_rules",
            {"Filters": {"AccountId": "222222222222"}},
            {"AggregateComplianceByConfigRules": rules},
        ),
        ("describe_configuration_aggregator_sources_status", {}, status),
    ) as client:
        aggregator = ConfigAggregator(client, "organisation")
        assert aggregator.accounts() == ["222222222222", "333333333333"]
        assert aggregator.rules("222222222222") == [("us-east-1", "a"), ("us-east-1", "b")]
        assert aggregator.updated_at() == {("222222222222", "us-east-1"): "2026-11-23T09:00:00.250Z"}
