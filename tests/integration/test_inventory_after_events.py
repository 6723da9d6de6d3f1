"""An inventory after the events: open violations become what they are by the next reapplication, and are listed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations
from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.events import InventoryRule, RuleInventory, Severity
from config_monitor.domain.notifications import Alert
from config_monitor.domain.policy import Policy, ReapplyCursor, ReapplyResult
from config_monitor.domain.queries import ViolationQuery
from config_monitor.use_cases.classify_event import classify_event
from config_monitor.use_cases.list_violations import list_violations
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import ReapplyDependencies, reapply_policy
from config_monitor.use_cases.take_rule_inventory import InventoryDependencies, take_rule_inventory
from simulation.evaluations import ACCOUNT, KEY, NC, C, at, evaluated
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table
from tests.support.fakes import FakeOverrides, NoAgents

NOW, DAY_AFTER = datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
OWN, MANAGED, OTHER_ACCOUNT = "house-no-public-buckets", "s3-bucket-public-read-prohibited", "444455556666"
LISTED = InventoryRule(name=OWN, owner="AWS", source_identifier="S3_BUCKET_PUBLIC_READ_PROHIBITED", id="id-1")


class Hub:
    """A hub on a table, whose policy a test may change."""

    def __init__(self, client: Any) -> None:
        self.client, table = client, Table(client, TABLE)
        self.rules = DynamoDBRules(table, monotonic=iter(range(0, 10**9, 100)).__next__)
        self.ledger, self.scopes = DynamoDBLedger(table), DynamoDBViolationsByScope(table)
        self.current, self.statuses = DynamoDBCurrentViolations(table), DynamoDBExceptionStatuses(table)
        self.document: dict[str, Any] = {"threshold": "high"}
        self.catalogue = PackagedCatalogue()

    def policy(self) -> Policy:
        return Policy.model_validate(self.document)

    def receive(self, *arguments: Any, rule: str = OWN, account: str = ACCOUNT, **values: Any) -> None:
        event = evaluated(*arguments, rule=rule, rule_name=rule, account=account, **values).event
        event = event.model_copy(update={"event_id": f"{event.event_id}-{account}"})
        classified = classify_event(event, self, self.catalogue, self.ledger, NOW, FakeOverrides(), self.rules)
        persist_event(classified, self.ledger, NOW, lambda _: None)

    def take(self, hours: float, *rules: InventoryRule, account: str = ACCOUNT) -> None:
        inventory = RuleInventory(taken_at=at(hours), part=1, parts=1, rules=rules)
        event = evaluated(C, hours, account=account).event.model_copy(
            update={"evaluation": None, "rule_inventory": inventory}
        )
        ports = InventoryDependencies(self.rules, self.scopes, self.ledger, self.catalogue, lambda _: None, NOW)
        take_rule_inventory(event, inventory, ports)

    def reapply(self) -> ReapplyResult:
        ports = ReapplyDependencies(
            violations_by_scope=self.scopes,
            open_incidents=DynamoDBOpenIncidents(Table(self.client, TABLE)),
            exception_statuses=self.statuses,
            ledger=self.ledger,
            policies=self,
            catalogue=self.catalogue,
            pause=lambda _: None,
            now=DAY_AFTER,
            out_of_time=lambda: False,
            overrides=FakeOverrides(),
            rules=self.rules,
            agents=NoAgents(),
        )
        cursor, result = reapply_policy(ports, ReapplyCursor(), ReapplyResult())
        assert cursor is None
        return result

    def listed(self, rule: str, status: Any = "open", **filters: str) -> list[tuple[str, str]]:
        query = ViolationQuery(status=status, rule_name=rule, limit=50, **filters)
        page = list_violations(query, self.current, b"a key of tests", NOW, self.rules)
        assert page["cursor"] is None
        return sorted((row["account"], row["rule_name"]) for row in page["items"])

    def alerts(self) -> list[Alert]:
        rows = [from_item(item) for item in self.client.scan(TableName=TABLE, ConsistentRead=True)["Items"]]
        return [Alert.model_validate_json(row["alert"]) for row in rows if row["pk"].startswith("ALERT")]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with moto_table() as client:
        yield Hub(client)


def test_an_open_violation_becomes_what_it_is_and_is_notified_once(hub: Hub) -> None:
    hub.receive(NC, 1, C)
    hub.receive(NC, 1.5, C, resource="vol-mended")
    hub.receive(C, 2, NC, resource="vol-mended")
    key = KEY.model_copy(update={"rule_name": OWN})
    assert (hub.ledger.violation(key).severity, hub.alerts()) == (Severity.MEDIUM, [])
    hub.take(5, LISTED)
    assert hub.listed(OWN) == [(ACCOUNT, OWN)]
    assert hub.reapply().severity_changed == 1
    violation, (alert,) = hub.ledger.violation(key), hub.alerts()
    assert (violation.severity, violation.managed_rule, violation.alert) == (Severity.CRITICAL, MANAGED, alert.key)
    assert (alert.kind, alert.severity, alert.resource_id, alert.opened_at) == (
        *("opened", Severity.CRITICAL, violation.key.resource_id),
        at(1),
    )
    managed = hub.catalogue.find(MANAGED)
    assert managed
    assert (alert.description, alert.remediation, alert.rule_name) == (managed.description, managed.remediation, OWN)
    assert hub.reapply().severity_changed == 0
    assert hub.alerts() == [alert]
    assert hub.listed(MANAGED) == hub.listed(OWN) == hub.listed(OWN, account=ACCOUNT) == [(ACCOUNT, OWN)]
    assert hub.listed(OWN, status="resolved") == [(ACCOUNT, OWN)]
    hub.receive(C, 9, NC)
    assert sorted(alert.kind for alert in hub.alerts()) == ["fixed", "opened"]


def test_the_policy_speaks_of_it_by_the_managed_rules_name(hub: Hub) -> None:
    hub.receive(NC, 1, C)
    hub.receive(NC, 1, C, account=OTHER_ACCOUNT)
    hub.document = {
        "threshold": "high",
        "severities": [{"rule": MANAGED, "severity": "low"}],
        "exceptions": [
            {
                "rule": MANAGED,
                "account": ACCOUNT,
                "resource": "*",
                "reason": "a site",
                "owner": "web",
                "expires": "2026-12-01",
            }
        ],
    }
    for account in (ACCOUNT, OTHER_ACCOUNT):
        hub.take(5, LISTED, account=account)
    result = hub.reapply()
    assert (result.newly_excepted, result.severity_changed, hub.alerts()) == (1, 2, [])
    assert hub.listed(MANAGED, status="excepted") == [(ACCOUNT, OWN)]
    assert hub.listed(MANAGED, severity="2") == [(OTHER_ACCOUNT, OWN)]


def test_what_one_account_lists_hides_nothing_of_another(hub: Hub) -> None:
    """Names that collide: a managed rule's and a house's own, which an account lists as something else."""
    for rule in ("restricted-ssh", OWN):
        hub.receive(NC, 1, C, rule=rule, account=OTHER_ACCOUNT)
    hub.take(5, LISTED, LISTED.model_copy(update={"name": "restricted-ssh", "id": "id-2"}))
    for rule in ("restricted-ssh", OWN):
        hub.receive(NC, 6, C, rule=rule)
    assert hub.listed("restricted-ssh") == [(OTHER_ACCOUNT, "restricted-ssh")]
    assert hub.listed(OWN) == [(ACCOUNT, OWN), (OTHER_ACCOUNT, OWN)]
    assert hub.listed(MANAGED) == [(ACCOUNT, OWN), (ACCOUNT, "restricted-ssh")]
    assert hub.rules.managed_rule_named("restricted-ssh") is None
