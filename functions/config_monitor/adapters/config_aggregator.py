"""The AWS Config aggregator behind the Aggregator port."""

from collections.abc import Iterator
from typing import Any

from config_monitor.domain.events import ComplianceStatus, format_instant, storable
from config_monitor.domain.reconciliation import AggregatorResult
from config_monitor.domain.retirement import AggregatorList

# The most that GetAggregateComplianceDetailsByConfigRule takes.
PAGE = 100


class ConfigAggregator:
    """One aggregator by its name, through botocore's `config` client."""

    def __init__(self, client: Any, name: str) -> None:  # botocore makes its clients at run time
        self._client, self._name = client, name

    @property
    def name(self) -> str:
        """The aggregator's name."""
        return self._name

    def accounts(self) -> list[str]:
        """The accounts it has compliance figures of, in order."""
        groups = self._all(
            "get_aggregate_config_rule_compliance_summary", "AggregateComplianceCounts", GroupByKey="ACCOUNT_ID"
        )
        return sorted(group["GroupName"] for group in groups)

    def rules(self, account: str) -> list[tuple[str, str]]:
        """Region and raw name of each rule of an account; AWS lists rules that have results alone."""
        groups = self._all(
            "describe_aggregate_compliance_by_config_rules",
            "AggregateComplianceByConfigRules",
            Filters={"AccountId": account},
        )
        return sorted((rule["AwsRegion"], rule["ConfigRuleName"]) for rule in groups)

    def results(self, account: str, region: str, rule_name: str) -> Iterator[AggregatorResult]:
        """All results of one rule; those of templates before deployment are left out."""
        results = self._all(
            "get_aggregate_compliance_details_by_config_rule",
            "AggregateEvaluationResults",
            ConfigRuleName=rule_name,
            AccountId=account,
            AwsRegion=region,
            Limit=PAGE,
        )
        for result in results:
            named = result["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
            if named.get("EvaluationMode") != "PROACTIVE" and result["ComplianceType"] in ComplianceStatus:
                yield AggregatorResult(
                    resource_type=storable(named["ResourceType"]),
                    resource_id=storable(named["ResourceId"]),
                    status=ComplianceStatus(result["ComplianceType"]),
                    recorded_at=format_instant(result["ResultRecordedTime"]),
                    annotation=storable((result.get("Annotation") or "").strip()) or None,
                )

    def listed(self) -> AggregatorList:
        """The accounts and regions that it is to look at, whether it could or not, and accounts with figures."""
        statuses = self._all("describe_configuration_aggregator_sources_status", "AggregatedSourceStatusList")
        sources = {(s["SourceId"], s["AwsRegion"]) for s in statuses if "AwsRegion" in s and s["SourceId"].isdigit()}
        return AggregatorList(name=self._name, sources=frozenset(sources), accounts=frozenset(self.accounts()))

    def updated_at(self) -> dict[tuple[str, str], str]:
        """When each account and region was last looked at with success."""
        sources = self._all("describe_configuration_aggregator_sources_status", "AggregatedSourceStatusList")
        return {
            (source["SourceId"], source["AwsRegion"]): format_instant(source["LastUpdateTime"])
            for source in sources
            if source.get("LastUpdateStatus") == "SUCCEEDED" and "AwsRegion" in source and "LastUpdateTime" in source
        }

    def _all(self, operation: str, key: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """All entries of all pages; AWS may answer with an empty page before the last."""
        request = {"ConfigurationAggregatorName": self._name, **parameters}
        while True:
            answer = getattr(self._client, operation)(**request)
            yield from answer.get(key, [])
            if not answer.get("NextToken"):
                return
            request["NextToken"] = answer["NextToken"]
