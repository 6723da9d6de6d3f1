"""The items by which an account and region are known: counters, the agent, rules, and the last comparison."""

from collections.abc import Iterator
from itertools import islice

from config_monitor.adapters.dynamodb.agents import AGENT
from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, incident_from, incidents_partition
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import COUNTERS
from config_monitor.adapters.dynamodb.rules import inventory_partition, rule_key
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.violations_by_scope import RECONCILED
from config_monitor.adapters.dynamodb.writes import Condition
from config_monitor.domain.events import GLOBAL, RETENTION_SECONDS, from_epoch, to_epoch
from config_monitor.domain.incidents import Incident
from config_monitor.domain.retirement import Signs

LAST_EVENTS = "LAST_EVENTS"
"""The hash key of when scopes without a heartbeat last sent an event."""
PAGES = 50
"""How many pages of events one look reads, of 1 MB each: seconds, where 90 days of a large account are hours."""
LATEST_SECONDS = 2 * 86400
"""How long after it was published an event is stored at the latest, as retries last."""
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

    def signs(self, account: str, region: str, since: str, now: str) -> Signs:
        """The last signs of a scope; what was read for it is not read again the next day."""
        compared = self._table.get(Key(RECONCILED, f"{account}#{region}")) or {}
        return Signs(
            last_event=self._last_event(account, region, since, now),
            compared_at=compared.get("at"),
            compared_with=compared.get("aggregator"),
        )

    def _last_event(self, account: str, region: str, since: str, now: str) -> str | None:
        """When a scope last sent an event, of those since the last look; else what that look came to."""
        before = self._table.get(Key(LAST_EVENTS, f"{account}#{region}")) or {}
        latest, looked_until = before.get("last_event"), max(to_epoch(since), before.get("looked_until", 0))
        newest = Query(
            account,
            by="account",
            sort="id",
            low=str(looked_until),
            filters={} if region == GLOBAL else {"region": region},
            attributes=["published_at"],
            ascending=False,
        )
        for page in islice(self._table.pages(newest), PAGES):
            if page.rows:
                latest = page.rows[0]["published_at"]
                break
            reached = int(page.last_key["id"].partition("-")[0]) if page.last_key else None
        else:
            latest = reached if reached is not None else latest
        self._table.put(
            {
                **Key(LAST_EVENTS, f"{account}#{region}")._asdict(),
                "last_event": latest,
                "looked_until": to_epoch(now) - LATEST_SECONDS,
                "expired_at": to_epoch(now) + RETENTION_SECONDS,
            }
        )
        return from_epoch(latest) if latest is not None and latest >= to_epoch(since) else None

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
        self._table.delete(Key(LAST_EVENTS, scope))
        return True

    def _keys(self, partition: str, prefix: str | None = None) -> list[str]:
        return [row["sk"] for row in self._table.query(Query(partition, prefix=prefix, attributes=["sk"]))]
