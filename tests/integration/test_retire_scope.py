"""An account or region that is left: what is known there ends with its messages, until an event comes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from config_monitor.adapters.dynamodb.agents import heartbeat_update
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.query import Query, ResultPage
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.scope_register import DynamoDBScopeRegister
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import GLOBAL, Heartbeat, InventoryRule, RuleInventory
from config_monitor.domain.policy import Classified
from config_monitor.domain.retirement import Retirement
from config_monitor.use_cases.retire_scope import RetireDependencies, retire_scope, with_counts
from simulation.evaluations import ACCOUNT, AT_ONCE, KEY, NC, REGION, RULE, C, at, evaluated
from simulation.table_definition import TABLE
from tests.support.company import Rulebook
from tests.support.deployed_table import persist_all
from tests.support.incidents import reported

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LEFT = Retirement(account=ACCOUNT, region=REGION)


def test_what_is_known_of_a_retired_scope_ends_and_is_forgotten(client: "DynamoDBClient") -> None:
    fill(client)
    ports, table = dependencies(client), Table(client, TABLE)
    plan = with_counts(ports, LEFT)
    assert (plan.pairs, plan.open_violations, plan.open_incidents) == (2, 1, 1)
    assert with_counts(ports, LEFT) == plan
    assert retire_scope(ports, LEFT) == plan
    assert ports.register.known() == set()
    assert not [i for i in items(client) if i["pk"].startswith(("RULE#", "INVENTORY#", "AGENT", "RECONCILED"))]
    assert with_counts(ports, LEFT) == LEFT
    violation, incidents = DynamoDBLedger(table).violation(KEY), list(ports.register.incidents(ACCOUNT, REGION))
    assert (violation.closed_as, violation.state.removed_because) == ("removed", "account or region retired")
    assert [incident.closed_as for incident in incidents] == ["retired"]
    assert sum(i["pk"] == "EVENT" for i in items(client)) == 3


def test_whoever_was_notified_of_an_opening_is_notified_of_its_end_in_the_thread(client: "DynamoDBClient") -> None:
    fill(client)
    openings = {i["pk"] + i["sk"] for i in items(client) if i["pk"].startswith("ALERT")}
    retire_scope(dependencies(client), LEFT)
    ends = [i["alert"] for i in items(client) if i["pk"].startswith("ALERT") and i["pk"] + i["sk"] not in openings]
    assert len(openings) == len(ends) == 2
    assert all('"opening_alert"' in alert for alert in ends)
    assert ['"kind":"removed"' in alert for alert in sorted(ends)].count(True) == 1
    assert ['"kind":"retired"' in alert for alert in sorted(ends)].count(True) == 1


def test_retiring_again_changes_nothing(client: "DynamoDBClient") -> None:
    fill(client)
    retire_scope(dependencies(client), LEFT)
    before = [item for item in items(client) if item["pk"] != "RETIREMENT"]
    retire_scope(dependencies(client), LEFT)
    assert [item for item in items(client) if item["pk"] != "RETIREMENT"] == before


def test_an_account_that_comes_back_is_counted_and_notified_again(client: "DynamoDBClient") -> None:
    """Also by an evaluation of a resource that has not changed since before the retirement."""
    fill(client)
    retire_scope(dependencies(client), LEFT)
    back = evaluated(NC, 90)
    assert back.event.evaluation
    evaluation = back.event.evaluation.model_copy(update={"ordered_at": at(1)})
    persist_all(client, back.model_copy(update={"event": back.event.model_copy(update={"evaluation": evaluation})}))
    violation = DynamoDBLedger(Table(client, TABLE)).violation(KEY)
    assert (violation.is_open, violation.opened_at, violation.reopened) == (True, at(90), 1)
    assert violation.alert
    assert dependencies(client).register.known() == {(ACCOUNT, REGION)}


def test_an_event_that_was_on_its_way_opens_nothing_that_has_ended(client: "DynamoDBClient") -> None:
    fill(client)
    retire_scope(dependencies(client), LEFT)
    persist_all(client, evaluated(NC, 3), evaluated(NC, 4, resource="another"))
    assert not DynamoDBLedger(Table(client, TABLE)).violation(KEY).is_open


def test_a_scope_of_which_an_event_arrives_meanwhile_stays_known(client: "DynamoDBClient") -> None:
    fill(client)
    ports = dependencies(client)

    class Late(DynamoDBScopeRegister):
        def forget(self, account: str, region: str) -> bool:
            persist_all(client, evaluated(NC, 90, resource="vol-late"))
            return super().forget(account, region)

    late = Late(Table(client, TABLE))
    assert retire_scope(RetireDependencies(**{**vars(ports), "register": late}), LEFT) is None
    assert (ACCOUNT, REGION) in ports.register.known()
    assert ports.log.claim("daily-2026-11-24") == []
    assert any(i["pk"].startswith("RULE#") for i in items(client))


def test_a_region_that_is_left_takes_its_word_from_global_pairs_alone(client: "DynamoDBClient") -> None:
    other = "us-east-1"
    persist_all(client, of_a_user(1, REGION), of_a_user(2, other))
    ports = dependencies(client)
    key = ViolationKey(**{**KEY.model_dump(), "region": GLOBAL, "resource_type": "AWS::IAM::User"})
    retired = retire_scope(ports, LEFT)
    assert retired
    assert (retired.pairs, retired.open_violations) == (1, 0)
    assert ports.ledger.violation(key).is_open
    assert retire_scope(ports, Retirement(account=ACCOUNT, region=other))
    assert not ports.ledger.violation(key).is_open
    assert ports.ledger.violation(key).state.removed_because == "account or region retired"


def test_a_retirement_is_named_in_one_report_and_in_that_one_again(client: "DynamoDBClient") -> None:
    fill(client)
    ports = dependencies(client)
    ports.log.keep_waiting([LEFT, Retirement(account="222222222222", region=REGION)])
    retired = retire_scope(ports, LEFT)
    assert [one.account for one in ports.log.waiting()] == ["222222222222"]
    assert ports.log.named_in("daily-2026-11-24") == []
    assert ports.log.claim("daily-2026-11-24") == [retired]
    assert ports.log.claim("daily-2026-11-25") == []
    assert ports.log.claim("daily-2026-11-24") == ports.log.named_in("daily-2026-11-24") == [retired]
    ports.log.keep_waiting([])
    assert ports.log.waiting() == []


def test_the_last_signs_of_a_scope_are_its_events_and_its_comparison(client: "DynamoDBClient") -> None:
    fill(client)
    register = dependencies(client).register
    signs = register.signs(ACCOUNT, REGION, at(0), at(9))
    assert (signs.last_event, signs.compared_at, signs.compared_with) == ("2026-11-23T02:00:00.000Z", at(3), "mine")
    assert register.signs(ACCOUNT, "eu-west-9", at(0), at(9)).last_event is None
    assert register.signs(ACCOUNT, GLOBAL, at(0), at(9)).last_event == "2026-11-23T02:00:00.000Z"
    assert register.signs(ACCOUNT, REGION, at(5), at(9)).last_event is None


def test_each_event_is_read_once_for_the_signs_of_a_silent_scope(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of a scope is kept; where one look ends, something may have been sent before."""
    pages, whole = list[int](), Table.pages

    def one_by_one(table: Table, query: Query) -> Iterator[ResultPage]:
        for page in whole(table, query, limit=1):
            pages.append(1)
            yield page

    monkeypatch.setattr(Table, "pages", one_by_one)
    persist_all(client, *(evaluated(C, n, resource=f"vol-{n}") for n in range(-72, 0, 12)))
    register = dependencies(client).register
    assert register.signs(ACCOUNT, "eu-west-9", at(-99), at(0)).last_event is None
    assert register.signs(ACCOUNT, REGION, at(-99), at(0)).last_event == at(-12)
    pages.clear()
    assert register.signs(ACCOUNT, REGION, at(-75), at(24)).last_event == at(-12)
    assert register.signs(ACCOUNT, "eu-west-9", at(-75), at(24)).last_event is None
    assert sum(pages) <= 1 + 5  # the newest of the one; of the other those of the last two days
    monkeypatch.setattr("config_monitor.adapters.dynamodb.scope_register.PAGES", 2)
    assert register.signs(ACCOUNT, "eu-west-8", at(-99), at(24)).last_event == at(-24)
    assert register.signs(ACCOUNT, "eu-west-8", at(-99), at(25)).last_event == at(-24)


def fill(client: "DynamoDBClient") -> None:
    """Two pairs, one of them open, an open incident, an agent, its rules, and a comparison."""
    persist_all(client, evaluated(NC, 1, C), evaluated(C, 2, resource="another"))
    persist_all(client, Classified(event=reported(1.5), route=AT_ONCE))
    table = Table(client, TABLE)
    beat = evaluated(C, 2).event.model_copy(update={"heartbeat": Heartbeat(agent_version=1)})
    table.update(heartbeat_update(beat))
    inventory = RuleInventory(taken_at=at(2), part=1, parts=1, rules=(InventoryRule(name=RULE),))
    rules = DynamoDBRules(table)
    rules.add_part(ACCOUNT, REGION, inventory)
    DynamoDBViolationsByScope(table).mark_reconciled(ACCOUNT, REGION, at(3), "mine")


def of_a_user(hours: float, region: str) -> Classified:
    """A violation of an IAM user by the word of one region."""
    classified = evaluated(NC, hours)
    assert classified.event.evaluation
    evaluation = classified.event.evaluation.model_copy(update={"resource_type": "AWS::IAM::User"})
    changes = {"evaluation": evaluation, "region": region, "event_id": f"{region}{hours}"}
    return classified.model_copy(update={"event": classified.event.model_copy(update=changes)})


def items(client: "DynamoDBClient") -> list[dict[str, Any]]:
    return [from_item(item) for item in client.scan(TableName=TABLE, ConsistentRead=True)["Items"]]


def dependencies(client: "DynamoDBClient", now: datetime = NOW) -> RetireDependencies:
    table, rulebook = Table(client, TABLE), Rulebook()
    return RetireDependencies(
        register=DynamoDBScopeRegister(table),
        violations_by_scope=DynamoDBViolationsByScope(table),
        log=DynamoDBRetirementLog(table),
        ledger=DynamoDBLedger(table),
        policies=rulebook,
        catalogue=rulebook,
        pause=lambda _: None,
        now=now,
    )
