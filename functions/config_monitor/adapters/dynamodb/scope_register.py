"""The items by which an account and region are known: counters, the agent, rules, and the last comparison."""

from collections.abc import Iterator

from config_monitor.adapters.dynamodb.agents import AGENT
from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, incident_from, incidents_partition
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import COUNTERS
from config_monitor.adapters.dynamodb.rules import inventory_partition, rule_key
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.violations_by_scope import RECONCILED
from config_monitor.adapters.dynamodb.writes import Condition
from config_monitor.domain.compliance import GLOBAL
from config_monitor.domain.events import from_epoch, to_epoch
from config_monitor.domain.incidents import Incident
from config_monitor.domain.retirement import Signs

_COUNTED = ("compliant", "excepted", *(f"open_{severity}" for severity in range(6)))
_NOTHING = Condition(
    " AND ".join(f"(attribute_not_exists({name}) OR {name} = :nothing)" for name in _COUNTED), {"nothing": 0}
)


class DynamoDBScopeRegister:
    """The scopes of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def known(self) -> set[tuple[str, str]]:
        """The accounts and regions with violations, incidents or an agent."""
        kinds = (COUNTERS, INCIDENT_COUNTERS, AGENT)
        keys = (row["sk"].split("#") for kind in kinds for row in self._table.query(Query(kind, attributes=["sk"])))
        return {(account, region) for account, region, *_ in keys}

    def signs(self, account: str, region: str, since: str) -> Signs:
        """The last signs of a scope, as far back as `since`; GLOBAL has the events of the whole account."""
        newest = Query(
            account,
            by="account",
            sort="id",
            low=str(to_epoch(since)),
            filters={} if region == GLOBAL else {"region": region},
            attributes=["published_at"],
            ascending=False,
        )
        event = next(self._table.query(newest), None)
        compared = self._table.get(Key(RECONCILED, f"{account}#{region}")) or {}
        return Signs(
            last_event=from_epoch(event["published_at"]) if event else None,
            compared_at=compared.get("at"),
            compared_with=compared.get("aggregator"),
        )

    def incidents(self, account: str, region: str) -> Iterator[Incident]:
        """All incidents of a scope."""
        return map(incident_from, self._table.query(Query(incidents_partition(account, region))))

    def forget(self, account: str, region: str) -> bool:
        """Delete a scope's counters, agent and rules; False, and nothing more is deleted, when its counters count."""
        scope = f"{account}#{region}"
        counters = [Key(kind, sk) for kind in (COUNTERS, INCIDENT_COUNTERS) for sk in self._keys(kind, f"{scope}#")]
        try:
            for key in counters:
                self._table.delete(key, _NOTHING)
        except ConditionFailed:  # an event of the scope came meanwhile
            return False
        rules, inventories = rule_key(account, region, "").pk, inventory_partition(account, region)
        for partition in (rules, inventories):
            for sk in self._keys(partition):
                self._table.delete(Key(partition, sk))
        self._table.delete(Key(AGENT, scope))
        self._table.delete(Key(RECONCILED, scope))
        return True

    def _keys(self, partition: str, prefix: str | None = None) -> list[str]:
        return [row["sk"] for row in self._table.query(Query(partition, prefix=prefix, attributes=["sk"]))]
