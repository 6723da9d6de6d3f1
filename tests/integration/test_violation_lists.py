"""Lists of violations against a look at every pair, on the deployed table's indexes, with what was persisted."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import Severity
from config_monitor.domain.policy import Route
from config_monitor.use_cases.list_violations import list_violations
from config_monitor.use_cases.summarise_compliance import summarise_compliance
from query_events.parameters import ViolationParameters
from simulation.evaluations import AT_ONCE, NC, C, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table, persist_all
from tests.support.fakes import NoRules

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEY = b"a key of tests"
ACCOUNTS, RULES = ["111122223333", "222233334444"], ["encrypted-volumes", "restricted-ssh"]
LATE = Route(channel="security", notify="immediate", deadline_days=0)
EXCEPTED = Route(
    channel="security", notify="none", exception="accepted risk", excepted_until="2027-01-01T00:00:00.000Z"
)


@pytest.fixture(scope="module")
def stored() -> Iterator[tuple[DynamoDBCurrentViolations, list[Violation]]]:
    draw = random.Random(11)
    with moto_table() as client:
        ledger = DynamoDBLedger(Table(client, TABLE))
        keys, events = set(), []
        for hour in range(90):
            event = evaluated(
                draw.choice([NC, NC, C]),
                hour / 4,
                rule=(rule := draw.choice(RULES)),
                rule_name=rule,
                resource=f"vol-{draw.randrange(15)}",
                severity=Severity(draw.randrange(3, 6)),
                account=draw.choice(ACCOUNTS),
                route=draw.choice([AT_ONCE, AT_ONCE, LATE, EXCEPTED]),
            )
            events.append(event)
            stored, evaluation = event.event, event.event.evaluation
            assert evaluation
            keys.add(
                (
                    stored.account,
                    stored.region,
                    evaluation.rule,
                    evaluation.resource_type,
                    evaluation.resource_id,
                )
            )
        persist_all(client, *events, stored=NOW - timedelta(days=1))
        names = ViolationKey.model_fields
        pairs = [ledger.violation(ViolationKey(**dict(zip(names, key, strict=True)))) for key in keys]
        yield DynamoDBCurrentViolations(Table(client, TABLE)), pairs


def listed(
    current_violations: DynamoDBCurrentViolations, parameters: dict[str, str], limit: int
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        query = ViolationParameters.model_validate({**parameters, "limit": str(limit), **cursor})
        answer = list_violations(query, current_violations, KEY, NOW, NoRules())
        rows += answer["items"]
        if not answer["cursor"]:
            return rows
        cursor = {"cursor": answer["cursor"]}


def holds(pair: Violation, name: str, value: str) -> bool:
    match name:
        case "status":
            opened, excepted = pair.opened_at is not None, bool(pair.exception)
            state = "resolved" if not pair.is_open else "excepted" if excepted else "open"
            return opened and state == value
        case "severity":
            return pair.severity.word == value
        case _:
            return bool(getattr(pair.key, name) == value)


FILTERS = {
    "account": ACCOUNTS[0],
    "region": "eu-central-1",
    "rule_name": RULES[1],
    "resource_type": "AWS::EC2::Volume",
    "resource_id": "vol-3",
    "severity": "high",
}


@pytest.mark.parametrize("status", ["open", "resolved", "excepted"])
@pytest.mark.parametrize(
    "names", [(), *((name,) for name in FILTERS), *combinations(FILTERS, 2)], ids=lambda names: " and ".join(names)
)
def test_each_list_has_exactly_its_violations_oldest_first(
    stored: tuple[DynamoDBCurrentViolations, list[Violation]], status: str, names: tuple[str, ...]
) -> None:
    current_violations, pairs = stored
    parameters = {"status": status, **{name: FILTERS[name] for name in names}}
    expected = {pair.key for pair in pairs if all(holds(pair, *each) for each in parameters.items())}
    rows = listed(current_violations, parameters, limit=4)
    assert [ViolationKey(**{n: v[n] for n in ViolationKey.model_fields}) for v in rows].__len__() == len(expected)
    assert {ViolationKey(**{n: v[n] for n in ViolationKey.model_fields}) for v in rows} == expected
    assert [v["opened_at"] for v in rows] == sorted(v["opened_at"] for v in rows)


def test_overdue_ones_alone_are_listed_on_request(
    stored: tuple[DynamoDBCurrentViolations, list[Violation]],
) -> None:
    current_violations, pairs = stored
    overdue = {pair.key.resource_id for pair in pairs if pair.deadline_at and not pair.exception}
    everything = listed(current_violations, {}, limit=4)
    late = listed(current_violations, {"overdue": "true"}, limit=4)
    assert 0 < len(late) < len(everything)
    assert [row for row in everything if row["overdue"]] == late
    assert {row["resource_id"] for row in late} <= overdue


def test_the_summary_counts_every_pair_once(stored: tuple[DynamoDBCurrentViolations, list[Violation]]) -> None:
    current_violations, pairs = stored
    summary = summarise_compliance(current_violations, NOW)
    assert summary["excepted"] == sum(pair.counted == "excepted" for pair in pairs)
    assert summary["non_compliant"] == sum(pair.counted == "non_compliant" for pair in pairs)
    assert summary["compliant"] == sum(pair.counted == "compliant" for pair in pairs)
    assert {a["account"] for a in summary["accounts"]} == set(ACCOUNTS)


def test_changes_come_from_the_stored_days() -> None:
    with moto_table("days") as client:
        rows: list[dict[str, Any]] = [
            {"pk": "COUNTERS", "sk": f"{ACCOUNTS[0]}#eu-central-1#0", "compliant": 3, "open_4": 1},
            {
                "pk": "FIGURES#ALL",
                "sk": "2026-11-23",
                "compliant": 1,
                "non_compliant": 1,
                "accounts": f'{{"{ACCOUNTS[0]}": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]}}',
            },
        ]
        for row in rows:
            client.put_item(TableName="days", Item=to_item(row))
        summary = summarise_compliance(DynamoDBCurrentViolations(Table(client, "days")), NOW)
    assert (summary["score"], summary["since_yesterday"], summary["since_last_week"]) == (75.0, 25.0, None)
    assert summary["accounts"][0]["since_yesterday"] == 25.0
