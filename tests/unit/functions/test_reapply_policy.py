"""The Lambda applies the policy to open violations, page by page, and stores the status of each exception."""

import json
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.use_cases.persist_event import persist_event
from reapply_policy.handler import handler
from simulation.evaluations import NC, evaluated
from simulation.lambda_context import LambdaContext
from tests.support.company import NOON
from tests.support.lambdas import cold

EXCEPTION = {"rule": ["encrypted-*"], "resource": ["*"], "reason": "r", "owner": "o", "expires": "2999-12-31"}
POLICY = json.dumps({"exceptions": [EXCEPTION]})


def test_a_policy_stored_later_excepts_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        persist_event(evaluated(NC, 9), DynamoDBLedger(Table(client, "events")), NOON, lambda _: None)
        key: Any = {"pk": {"S": "POLICY"}, "sk": {"S": "POLICY"}}
        client.put_item(TableName="events", Item={**key, "policy": {"S": POLICY}})
        answer = handler({"cursor": None, "result": None}, LambdaContext())
        assert answer["cursor"] is None
        assert (answer["result"]["checked"], answer["result"]["newly_excepted"]) == (1, 1)
        (actual,) = DynamoDBExceptionStatuses(Table(client, "events")).latest()
        assert (actual.state, actual.violations) == ("active", 1)
        counters = client.query(
            TableName="events", KeyConditionExpression="pk = :t", ExpressionAttributeValues={":t": {"S": "COUNTERS"}}
        )["Items"]
        assert {k: v for k, v in counters[0].items() if k not in ("pk", "sk")} == {
            "open_4": {"N": "0"},
            "excepted": {"N": "1"},
        }


def test_a_step_short_of_time_hands_on_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        persist_event(evaluated(NC, 9), DynamoDBLedger(Table(client, "events")), NOON, lambda _: None)
        first = handler({"cursor": None, "result": None}, LambdaContext(remaining_milliseconds=1000))
        assert first["cursor"]["account"]
        last = handler(first, LambdaContext(remaining_milliseconds=1000))
    assert (last["cursor"], last["result"]["checked"]) == (None, 1)


def test_before_the_policy_is_first_reapplied_no_exception_has_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    with cold(monkeypatch) as client:
        assert DynamoDBExceptionStatuses(Table(client, "events")).latest() == []
