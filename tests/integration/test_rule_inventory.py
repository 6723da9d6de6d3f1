"""Rules known by what they are: inventories in any order, renamed and deleted rules, and baselines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.compliance import Persisted, Violation, ViolationKey
from config_monitor.domain.events import InventoryRule, RuleInventory, Severity, to_epoch
from config_monitor.domain.policy import Policy
from config_monitor.domain.queries import EventQuery
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.list_events import list_events
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.take_rule_inventory import InventoryDependencies, take_rule_inventory
from simulation.evaluations import ACCOUNT, NC, REGION, RESOURCE, TYPE, C, at, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.fakes import FakeOverrides, FakePolicies
from tests.support.faults import Faulty

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OWN = "house-no-public-buckets"
POLICIES = FakePolicies(Policy.model_validate({"threshold": "medium"}))


class Hub:
    """A hub on a table, with the events and inventories that a test sends it."""

    def __init__(self, client: Any) -> None:
        self.calls: list[str] = []
        self.client, table = client, Table(Faulty(client, before=self.calls.append), TABLE)  # type: ignore[arg-type]
        self.rules, self.ledger = (
            DynamoDBRules(table, monotonic=iter(range(0, 10**9, 100)).__next__),
            DynamoDBLedger(table),
        )
        self.scopes = DynamoDBViolationsByScope(table)

    def receive(self, *arguments: Any, rule: str = OWN, **values: Any) -> Persisted:
        event = evaluated(*arguments, **{"rule": rule, "rule_name": rule, **values}).event
        classified = classify_event(event, POLICIES, PackagedCatalogue(), self.ledger, NOW, FakeOverrides(), self.rules)
        return persist_event(classified, self.ledger, NOW, lambda _: None)

    def take(self, hours: float, *rules: InventoryRule, part: int = 1, parts: int = 1) -> Persisted:
        inventory = RuleInventory(taken_at=at(hours), part=part, parts=parts, rules=rules)
        event = evaluated(C, hours).event.model_copy(update={"evaluation": None, "rule_inventory": inventory})
        ports = InventoryDependencies(self.rules, self.scopes, self.ledger, PackagedCatalogue(), lambda _: None, NOW)
        return take_rule_inventory(event, inventory, ports)

    def violation(self, rule: str = OWN, resource: str = RESOURCE) -> Violation:
        key = ViolationKey(account=ACCOUNT, region=REGION, rule_name=rule, resource_type=TYPE, resource_id=resource)
        return self.ledger.violation(key)

    def items(self, kind: str) -> list[dict[str, Any]]:
        rows = [from_item(item) for item in self.client.scan(TableName=TABLE, ConsistentRead=True)["Items"]]
        return sorted((i for i in rows if i["pk"].startswith(kind)), key=lambda i: (i["pk"], i["sk"]))


@pytest.fixture
def hub() -> Iterator[Hub]:
    with moto_table() as client:
        yield Hub(client)


def rule(name: str = OWN, identifier: str = "S3_BUCKET_PUBLIC_READ_PROHIBITED", **values: Any) -> InventoryRule:
    return InventoryRule(
        **{"name": name, "owner": "AWS", "source_identifier": identifier, "id": f"id-{name}", **values}
    )


OTHER = rule("encrypted-volumes", "ENCRYPTED_VOLUMES")


def test_a_managed_rule_under_another_name_is_that_managed_rule(hub: Hub) -> None:
    hub.take(0, rule())
    hub.receive(NC, 5, C)
    violation = hub.violation()
    assert (violation.severity, violation.managed_rule) == (Severity.CRITICAL, "s3-bucket-public-read-prohibited")
    (row,) = hub.items("EVENT")
    assert (row["rule"], row["rule_name"]) == ("s3-bucket-public-read-prohibited", OWN)
    assert hub.rules.managed_rule_named(OWN) == "s3-bucket-public-read-prohibited"
    assert hub.items("VIOLATION#")[0]["rule_state"] == "s3-bucket-public-read-prohibited#open"


def test_a_custom_rule_is_described_by_itself(hub: Hub) -> None:
    arn = "arn:aws:lambda:eu-central-1:111122223333:function:evaluate"
    hub.take(0, rule("restricted-ssh", arn, owner="CUSTOM_LAMBDA", description="No SSH from outside."))
    event = evaluated(NC, 5, rule="restricted-ssh", rule_name="restricted-ssh").event
    classified = classify_event(event, POLICIES, PackagedCatalogue(), hub.ledger, NOW, FakeOverrides(), hub.rules)
    assert (classified.description, classified.severity_source) == ("No SSH from outside.", "unlisted")
    assert [(fact.label, fact.value) for fact in classified.event.facts] == [
        ("Evaluated by", "Lambda function evaluate")
    ]


def test_parameters_are_shown_where_they_say_what_is_wrong(hub: Hub) -> None:
    hub.take(0, rule("tags", "REQUIRED_TAGS", parameters={"tag1Key": "owner"}), rule(parameters={"x": 1}))
    for name, shown in (("tags", ["tag1Key: owner"]), (OWN, [])):
        event = evaluated(NC, 5, rule=name, rule_name=name).event
        facts = classify_event(
            event, POLICIES, PackagedCatalogue(), hub.ledger, NOW, FakeOverrides(), hub.rules
        ).event.facts
        assert [fact.value for fact in facts] == shown


def test_a_deleted_rule_closes_its_violations_and_says_so_in_the_thread(hub: Hub) -> None:
    hub.take(0, rule(), OTHER)
    hub.receive(NC, 5, C)
    hub.take(9, OTHER)
    violation = hub.violation()
    assert (violation.is_open, violation.closed_as, violation.state.resolved_at) == (False, "removed", at(9))
    kinds = [(i["sk"].partition("#")[2], i["alert"]) for i in hub.items("ALERT")]
    assert len(kinds) == 2
    assert '"removed_because":"rule deleted"' in "".join(alert for _, alert in kinds)
    assert hub.take(9, OTHER).outcome == "duplicate"
    assert hub.violation() == violation


def test_another_copy_of_the_rule_keeps_the_pair_open(hub: Hub) -> None:
    copies = [f"OrgConfigRule-mine-{suffix}" for suffix in ("abcd1234", "efgh5678")]
    arn = (
        "arn:aws:config:eu-central-1:111122223333:config-rule/aws-service-rule/config-multiaccountsetup.amazonaws.com/c"
    )
    hub.take(0, *(rule(name, "X", arn=arn) for name in copies))
    for name in copies:
        event = evaluated(NC, 5, C, rule="mine", rule_name=name)
        persist_event(event, hub.ledger, NOW, lambda _: None)
    hub.take(9, rule(copies[1], "X", arn=arn))
    assert hub.violation("mine").is_open
    hub.take(10)
    assert not hub.violation("mine").is_open


def test_a_renamed_rule_carries_its_violations_over(hub: Hub) -> None:
    hub.take(0, rule(id="config-rule-1"))
    hub.receive(NC, 5, C)
    before, alerts = hub.violation(), hub.items("ALERT")
    hub.take(9, rule("new-name", id="config-rule-1"))
    after = hub.violation("new-name")
    assert (after.is_open, after.opened_at, after.alert) == (True, before.opened_at, before.alert)
    assert after.rule_names == ["new-name"]
    assert hub.items("ALERT") == alerts
    old = hub.violation()
    assert (old.is_open, old.opened_at, old.alert) == (False, None, None)
    assert sum(i.get("open_5", 0) for i in hub.items("COUNTERS")) == 1
    hub.receive(C, 12, NC, rule="new-name")
    assert hub.violation("new-name").closed_as == "fixed"
    assert len(hub.items("ALERT")) == len(alerts) + 1


def test_parts_in_any_order_and_repeated_end_alike() -> None:
    parts = [(0.0, 1, (rule(),)), (0.0, 2, (OTHER,)), (9.0, 1, (OTHER,)), (9.0, 2, (rule("third", "ROOT"),))]
    ends = set()
    for order in [*permutations(range(4))][::5]:
        with moto_table() as client:
            hub = Hub(client)
            hub.receive(NC, 5, C)
            for index in (*order, *order[:2]):
                hours, part, rules = parts[index]
                hub.take(hours, *rules, part=part, parts=2)
            listed = {known.name: known.is_listed for known in hub.rules.rules(ACCOUNT, REGION)}
            ends.add((tuple(sorted(listed.items())), hub.violation().is_open))
    assert ends == {((("encrypted-volumes", True), (OWN, False), ("third", True)), False)}


def test_a_rule_that_was_deleted_and_made_anew_ends_what_only_the_old_one_evaluated(hub: Hub) -> None:
    hub.take(0, rule(id="config-rule-1"))
    hub.receive(NC, 5, C)
    hub.take(8, rule(id="config-rule-1"))
    hub.receive(NC, 9, resource="vol-new")
    hub.take(10, rule(id="config-rule-2"))
    ended = hub.violation()
    assert (ended.closed_as, ended.state.removed_because, ended.state.resolved_at) == ("removed", "rule deleted", at(8))
    assert hub.violation(resource="vol-new").is_open
    hub.receive(NC, 11)
    assert (hub.violation().is_open, hub.violation().reopened) == (True, 1)
    assert hub.take(10, rule(id="config-rule-2")).outcome == "duplicate"
    hub.take(12, rule(id="config-rule-2"))
    assert hub.violation().is_open


def test_only_an_inventory_that_is_complete_says_what_is_gone(hub: Hub) -> None:
    hub.take(0, rule())
    hub.receive(NC, 5, C)
    hub.take(9, OTHER, part=2, parts=2)
    assert hub.violation().is_open


def test_a_baseline_is_of_a_new_rule_alone(hub: Hub) -> None:
    assert hub.receive(NC, 5.0, resource="vol-1").reason is not None
    assert hub.receive(NC, 5.5, resource="vol-2").reason is not None
    assert hub.receive(NC, 6.5, resource="vol-3").reason is None
    (stored,) = hub.items("RULE#")
    assert stored["first_evaluated_at"] == at(5)


def test_an_old_rule_that_an_inventory_lists_makes_no_baseline(hub: Hub) -> None:
    hub.take(0, rule())
    assert hub.receive(NC, 5, resource="vol-1").reason is None


def test_a_rule_that_was_evaluated_before_its_age_was_noted_is_old(hub: Hub) -> None:
    hub.receive(C, 1, resource="vol-0")
    hub.client.delete_item(TableName=TABLE, Key={"pk": {"S": f"RULE#{ACCOUNT}#{REGION}"}, "sk": {"S": OWN}})
    assert hub.receive(NC, 5, resource="vol-1").reason is None


def test_an_inventory_costs_a_read_and_a_write_for_each_rule(hub: Hub) -> None:
    """docs/onboarding.md states what 5,000 rules cost a month."""
    rules = [rule(f"rule-{number:03}") for number in range(100)]
    for hours in (0, 24):
        hub.calls.clear()
        for part in range(4):
            hub.take(hours, *rules[part * 25 : part * 25 + 25], part=part + 1, parts=4)
    assert hub.calls.count("update_item") == 100
    assert hub.calls.count("put_item") == 4 + 1
    assert hub.calls.count("batch_get_item") == 4 + 4  # what is known, and the names of their own
    assert hub.calls.count("query") == 4 + 1


def test_events_are_found_by_the_owners_name_of_the_rule_also_those_of_copies_and_of_before(hub: Hub) -> None:
    """A rule of the house, deployed to an organisation as well, before and after an inventory says what it is."""
    copy = f"OrgConfigRule-{OWN}-abcd1234"
    arn = (
        "arn:aws:config:eu-central-1:111122223333:config-rule/aws-service-rule/config-multiaccountsetup.amazonaws.com/c"
    )
    listings = (rule(), rule(copy, arn=arn), rule(f"{OWN}-of-another-kind", "ENCRYPTED_VOLUMES"))

    def receive(hours: float) -> None:
        for n, name in enumerate((OWN, copy, f"{OWN}-of-another-kind", "encrypted-volumes")):
            own = OWN if name == copy else name
            hub.receive(NC, hours + n, rule=own, rule_name=name)

    receive(1)
    hub.take(6, *listings)
    receive(7)
    history = DynamoDBHistory(Table(hub.client, TABLE))

    def listed(**query: Any) -> list[tuple[str, str]]:
        items, cursor = [], None
        for _ in range(9):
            asked = EventQuery(cursor=cursor, **query)
            page = list_events(asked, history, b"key", DynamoDBRules(Table(hub.client, TABLE)))
            assert len(page["items"]) <= asked.limit
            items += [(item["rule_name"], item["evaluated_at"]) for item in page["items"]]
            if not (cursor := page["cursor"]):
                break
        return items

    wanted = [(OWN, at(1)), (copy, at(2)), (OWN, at(7)), (copy, at(8))]
    for limit in (1, 2, 3, 50):
        assert listed(rule_name=OWN, limit=limit, direction="asc") == wanted
        assert listed(rule_name=OWN, limit=limit) == wanted[::-1]
    assert listed(rule_name=OWN, status="NON_COMPLIANT", account=ACCOUNT, limit=3) == wanted[::-1]
    assert listed(rule_name=copy) == [(copy, at(8)), (copy, at(2))]
    assert listed(rule_name="s3-bucket-public-read-prohibited") == wanted[:1:-1]


def test_by_which_name_a_rule_is_asked_for_is_kept_as_long_as_its_events(hub: Hub) -> None:
    hub.take(0, rule())
    days = [
        (item["expired_at"] - to_epoch(at(0))) // 86400
        for kind in ("RULE_ALIAS", "RULE_LISTED_ELSEWHERE")
        for item in hub.items(kind)
    ]
    assert days == [180, 180]
    before = hub.items("RULE_ALIAS")
    hub.take(24 * 80, rule())
    assert hub.items("RULE_ALIAS") == before
    hub.take(24 * 100, rule())
    assert hub.items("RULE_ALIAS") != before
