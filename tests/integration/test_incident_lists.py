"""Incidents in the deployed table: stored as known, listed against a look at each, and found when due."""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.current_incidents import (
    DynamoDBCurrentIncidents,
    DynamoDBDueIncidents,
    DynamoDBOpenIncidents,
)
from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations
from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import counters_item
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import Severity
from config_monitor.domain.incidents import Incident, IncidentKey, due_at
from config_monitor.domain.policy import Classified, Route
from config_monitor.use_cases.list_incidents import list_incidents
from config_monitor.use_cases.list_violations import list_violations
from config_monitor.use_cases.persist_event import persist_event
from query_events.parameters import IncidentParameters, ViolationParameters
from simulation.evaluations import NC, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table, persist_all
from tests.support.fakes import FakeLedger, NoRules
from tests.support.incidents import DAY, at, ended, reported

KEY = b"a key of tests"
ACCOUNTS = ["111122223333", "222233334444"]
SOURCES = ["aws.cloudwatch", "aws.guardduty"]
ROUTES = [
    Route(channel="operations", notify="immediate"),
    Route(channel="operations", notify="digest"),
    Route(channel="operations", notify="none", exception="known", excepted_until=at(999)),
]


def drawn(draw: random.Random, number: int) -> Classified:
    """A report on one of some incidents."""
    kind = draw.choice(["opened", "opened", "ended", "updated"])
    common: dict[str, Any] = {
        "event_id": f"e{number}",
        "source": draw.choice(SOURCES),
        "identity": f"i{draw.randrange(9)}",
        "silent_after": draw.choice([None, 30 * 86400]),
    }
    severity = Severity(draw.randrange(2, 6))
    hour = number / 8
    event = ended(hour, "ok", severity, **common) if kind == "ended" else reported(hour, kind, None, severity, **common)
    where = {"account": draw.choice(ACCOUNTS), "region": draw.choice(["eu-central-1", "us-east-1"])}
    resource = {"resource_type": "AWS::EC2::Instance", "resource_id": common["identity"]}
    return Classified(event=event.model_copy(update=where | resource), route=draw.choice(ROUTES))


@pytest.fixture(scope="module")
def stored() -> Iterator[tuple[Table, FakeLedger]]:
    """A table and, in memory, what it must hold."""
    draw, known = random.Random(7), FakeLedger()
    with moto_table() as client:
        events = [drawn(draw, number) for number in range(160)]
        persist_all(client, *events, stored=DAY)
        for event in events:
            persist_event(event, known, DAY, lambda _: None)
        persist_all(client, evaluated(NC, 1))
        yield Table(client, TABLE), known


def test_the_table_holds_what_is_known(stored: tuple[Table, FakeLedger]) -> None:
    table, known = stored
    assert len(known.incidents) > 30
    for key, incident in known.incidents.items():
        assert DynamoDBLedger(table).incident(key) == incident
        actual = DynamoDBCurrentIncidents(table).incident(key)
        assert actual
        assert actual[1] == incident
    fresh = IncidentKey(account="1", region="r", source="s", identity="i")
    assert DynamoDBLedger(table).incident(fresh) == Incident(key=fresh)


def listed(table: Table, asked: dict[str, str], limit: int) -> list[dict[str, Any]]:
    actual: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        query = IncidentParameters.model_validate({**asked, "limit": str(limit), **cursor})
        answer = list_incidents(query, DynamoDBCurrentIncidents(table), KEY, DAY)
        actual += answer["items"]
        if not answer["cursor"]:
            return actual
        cursor = {"cursor": answer["cursor"]}


def holds(incident: Incident, name: str, value: str) -> bool:
    match name:
        case "status":
            state = "ended" if not incident.is_open else "excepted" if incident.exception else "open"
            return incident.opened_at is not None and state == value
        case "severity":
            return incident.severity.word == value
        case "resource_id":
            return incident.event is not None and incident.event.resource_id == value
        case _:
            return bool(getattr(incident.key, name) == value)


VALUES = {
    "account": ACCOUNTS[0],
    "region": "us-east-1",
    "source": "aws.guardduty",
    "severity": "high",
    "resource_id": "i3",
}
FILTERS = [filters for size in range(3) for filters in combinations(VALUES, size)]


@pytest.mark.parametrize("status", ["open", "ended", "excepted"])
@pytest.mark.parametrize("filters", FILTERS, ids="+".join)
def test_a_list_has_all_that_fit_and_nothing_else(
    stored: tuple[Table, FakeLedger], filters: tuple[str, ...], status: str
) -> None:
    table, known = stored
    asked = {"status": status, **{name: VALUES[name] for name in filters}}
    fitting = [i for i in known.incidents.values() if all(holds(i, name, value) for name, value in asked.items())]
    actual = listed(table, asked, limit=4)
    identities = [(row["account"], row["region"], row["source"], row["identity"]) for row in actual]
    assert sorted(identities) == sorted(tuple(i.key.model_dump().values()) for i in fitting)
    assert [row["opened_at"] for row in actual] == sorted(row["opened_at"] for row in actual)


def test_violations_and_incidents_do_not_meet_in_the_lists(stored: tuple[Table, FakeLedger]) -> None:
    current = DynamoDBCurrentViolations(stored[0])
    query = ViolationParameters.model_validate({})
    (only,) = list_violations(query, current, KEY, DAY, NoRules())["items"]
    assert only["rule_name"] == "encrypted-volumes"


def test_what_is_due_is_found_and_nothing_else(stored: tuple[Table, FakeLedger]) -> None:
    table, known = stored
    for hour in (100, 725, 730, 9999):
        fitting = {key for key, i in known.incidents.items() if (due := due_at(i)) and due <= at(hour)}
        assert set(DynamoDBDueIncidents(table).due(at(hour))) == fitting


def test_the_counters_are_a_recount(stored: tuple[Table, FakeLedger]) -> None:
    table, known = stored
    rows = {row["sk"]: row for row in table.query(Query(INCIDENT_COUNTERS))}
    counters = {counters_item(INCIDENT_COUNTERS, key).sk: n for key, n in known.incident_counters.items()}
    assert counters
    assert {k: {n: v for n, v in row.items() if n not in ("pk", "sk")} for k, row in rows.items()} == counters


def test_all_that_is_open_is_read_in_pages_from_any_of_them_on(
    stored: tuple[Table, FakeLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, known = stored
    monkeypatch.setattr("config_monitor.adapters.dynamodb.current_incidents.PAGE", 4)
    pages = list(DynamoDBOpenIncidents(table).pages(None))
    assert len(pages) > 4
    keys = [key for _, page in pages for key in page]
    assert len(set(keys)) == len(keys)
    assert set(keys) == {key for key, incident in known.incidents.items() if incident.is_open}
    for number, (reached, _) in enumerate(pages):
        rest = [key for _, page in DynamoDBOpenIncidents(table).pages(reached) for key in page]
        assert rest == [key for _, page in pages[number + 1 :] for key in page]
