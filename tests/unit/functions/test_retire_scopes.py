"""The Lambda retires what the aggregator of its environment no longer has, by what its role allows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config_monitor import bootstrap
from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.events import format_instant
from retire_scopes.handler import handler
from simulation.evaluations import ACCOUNT, NC, REGION, evaluated
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE
from tests.support.deployed_table import persist_all
from tests.support.grants import granted
from tests.support.grants import recorded as recorded_needs
from tests.support.incidents import reported
from tests.support.lambdas import cold
from tests.support.recorded_aggregator import recorded

OTHER = "444455556666"
RAN = datetime.now(UTC)


def source(account: str, **status: str) -> dict[str, str]:
    return {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": REGION, "LastUpdateStatus": "FAILED", **status}


def answers(*sources: dict[str, str]) -> list[tuple[str, Any, Any]]:
    """What the aggregator answers, the sources in two pages."""
    statuses, counts = (
        "describe_configuration_aggregator_sources_status",
        "get_aggregate_config_rule_compliance_summary",
    )
    return [
        (statuses, {}, {"AggregatedSourceStatusList": list(sources[:1]), "NextToken": "2"}),
        (statuses, {"NextToken": "2"}, {"AggregatedSourceStatusList": list(sources[1:])}),
        (counts, {"GroupByKey": "ACCOUNT_ID"}, {"AggregateComplianceCounts": [{"GroupName": OTHER}]}),
    ]


def fill(client: Any) -> None:
    """Two accounts, one of which the aggregator had until four days ago."""
    for account in (ACCOUNT, OTHER):
        persist_all(client, evaluated(NC, -24 * 30, account=account, event_id=account))
    four_days_ago = format_instant(RAN - timedelta(days=4))
    DynamoDBViolationsByScope(Table(client, TABLE)).mark_reconciled(ACCOUNT, REGION, four_days_ago, "organisation")


def test_an_account_that_left_the_aggregator_is_retired(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    organisation = {"SourceId": "o-abcdefghij", "SourceType": "ORGANIZATION", "AwsRegion": REGION}
    with (
        cold(monkeypatch, CONFIG_AGGREGATOR_NAME="organisation") as client,
        recorded(*answers(organisation, source(OTHER))) as config,
    ):
        monkeypatch.setattr(aws, "client", {"dynamodb": client, "config": config}.__getitem__)
        fill(client)
        assert handler({"result": None}, LambdaContext(remaining_milliseconds=900_000)) == {
            "result": {"retired": 1, "waiting": 0, "failed": 0},
            "all_done": True,
        }
        (logged,) = DynamoDBRetirementLog(Table(client, TABLE)).claim("daily")
        assert (logged.account, logged.reason) == (ACCOUNT, "no longer in the aggregator")
    (line,) = (vars(record) for record in caplog.records)
    assert (line["message"], line["result"]) == ("retired", {"retired": 1, "waiting": 0, "failed": 0})


def test_a_source_that_could_not_be_read_last_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        cold(monkeypatch, CONFIG_AGGREGATOR_NAME="organisation") as client,
        recorded(*answers(source(OTHER), source(ACCOUNT))) as config,
    ):
        monkeypatch.setattr(aws, "client", {"dynamodb": client, "config": config}.__getitem__)
        fill(client)
        assert handler({"result": {"retired": 3}}, LambdaContext())["result"] == {
            "retired": 3,
            "waiting": 0,
            "failed": 0,
        }


def test_its_role_allows_what_it_needs_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client, recorded_needs() as needed:
        for account in (ACCOUNT, OTHER):
            persist_all(client, evaluated(NC, -24 * 200, account=account, event_id=account))
        event = evaluated(NC, 1).model_copy(update={"event": reported(-24 * 200)})
        persist_all(client, event)
        listed: Any = {"pk": {"S": f"INVENTORY#{ACCOUNT}#{REGION}"}, "sk": {"S": "COMPLETE"}}
        client.put_item(TableName=TABLE, Item=listed)
        assert handler({"result": None}, LambdaContext())["result"] == {"retired": 0, "waiting": 2, "failed": 0}
        persist_all(client, evaluated(NC, (RAN - datetime(2026, 11, 23, tzinfo=UTC)).days * 24, account=OTHER))
        assert handler({"result": None}, LambdaContext(remaining_milliseconds=900_000))["result"]["retired"] == 1
        assert bootstrap.retirement_log().claim("daily")
    by_the_report = {("dynamodb:UpdateItem", "table"), ("writes", "RETIREMENT")}
    of_the_aggregator = {grant for grant in granted("RetireScopesFunction") if grant[0].startswith("config:")}
    assert granted("RetireScopesFunction") - of_the_aggregator - needed == set(), "granted and never used"
    assert needed - granted("RetireScopesFunction") - by_the_report == set(), "used and not granted"
    assert len(of_the_aggregator) == 2
