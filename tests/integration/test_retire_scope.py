"""An account that is left: its pairs end with their messages, and it is counted no more until an event comes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.use_cases.reapply_policy import ReapplyDependencies
from config_monitor.use_cases.retire_scope import retire_scope, retirements
from simulation.evaluations import NC, C, evaluated
from simulation.table_definition import TABLE
from tests.support.company import Rulebook
from tests.support.deployed_table import moto_table, persist_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with moto_table() as made:
        yield made


def test_a_retired_scope_is_counted_no_more_and_its_violations_are_over(client: "DynamoDBClient") -> None:
    persist_all(client, evaluated(NC, 1), evaluated(C, 2, resource="another"))
    ports, table = _ports(client), Table(client, TABLE)
    ((account, region),) = DynamoDBAgentRegister(table).scopes()
    (plan,) = retirements(ports, account)
    assert (plan.pairs, plan.open_violations) == (2, 1)
    assert retire_scope(ports, DynamoDBScopeRegister(table), account, region) == plan
    assert DynamoDBAgentRegister(table).scopes() == set()
    violations = [v for _, page in ports.violations_by_scope.of_scope(account, region) for v in page]
    assert {v.closed_as for v in violations if v.opened_at} == {"removed"}
    assert not any(v.is_open for v in violations)


def test_what_is_not_of_the_account_stays(client: "DynamoDBClient") -> None:
    persist_all(client, evaluated(NC, 1))
    assert retirements(_ports(client), "999999999999") == []


def _ports(client: "DynamoDBClient") -> ReapplyDependencies:
    table, rulebook = Table(client, TABLE), Rulebook()
    return ReapplyDependencies(
        violations_by_scope=DynamoDBViolationsByScope(table),
        open_incidents=DynamoDBOpenIncidents(table),
        exception_statuses=DynamoDBExceptionStatuses(table),
        ledger=DynamoDBLedger(table),
        policies=rulebook,
        catalogue=rulebook,
        pause=lambda _: None,
        now=NOW,
        out_of_time=lambda: False,
    )
