"""`GET /compliance/coverage` over a table: a renamed managed rule is what it is, and counts as deployed."""

import pytest

from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import InventoryRule
from config_monitor.domain.queries.coverage import Coverage
from config_monitor.domain.rules import KnownRule
from simulation.evaluations import ACCOUNT, NC, REGION, evaluated
from simulation.table_definition import TABLE
from tests.support.api import get
from tests.support.deployed_table import persist_all
from tests.support.lambdas import cold

RENAMED, MANAGED = "house-no-public-buckets", "s3-bucket-public-read-prohibited"


def test_what_agents_list_is_what_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        persist_all(client, evaluated(NC, 1, rule=RENAMED, rule_name=RENAMED))
        before = _coverage()
        listed = InventoryRule(name=RENAMED, owner="AWS", source_identifier="S3_BUCKET_PUBLIC_READ_PROHIBITED")
        known = KnownRule(account=ACCOUNT, region=REGION, name=RENAMED)
        after = known.model_copy(update={"listed": listed, "seen_at": "2026-11-23T05:00:00.000Z"})
        DynamoDBRules(Table(client, TABLE)).store(known, after)
        shown = _coverage()
    assert [(rule.rule_name, rule.severity) for rule in before.rules] == [(RENAMED, 3)]
    assert [(rule.rule_name, rule.severity, rule.owner) for rule in shown.rules] == [(MANAGED, 5, "AWS")]
    assert MANAGED in [rule.rule_name for rule in before.not_deployed]
    assert MANAGED not in [rule.rule_name for rule in shown.not_deployed]
    assert [(s.agent, s.rules, s.rules_listed_at) for s in shown.scopes] == [("absent", 1, after.seen_at)]


def _coverage() -> Coverage:
    status, body, _ = get("/compliance/coverage")
    assert status == 200
    return Coverage.model_validate(body)
