"""The items by which an account and region are known: counters, the agent, and when they were last reconciled."""

from config_monitor.adapters.dynamodb.agents import AGENT
from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import COUNTERS
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.violations_by_scope import RECONCILED
from config_monitor.adapters.dynamodb.writes import Condition

_COUNTED = ("compliant", "excepted", *(f"open_{severity}" for severity in range(6)))
_NOTHING = Condition(
    " AND ".join(f"(attribute_not_exists({name}) OR {name} = :nothing)" for name in _COUNTED), {"nothing": 0}
)


class DynamoDBScopeRegister:
    """The scopes of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def forget(self, account: str, region: str) -> None:
        """Delete a scope's agent and those of its counters that count nothing; what counts something stays."""
        scope = f"{account}#{region}"
        for row in list(self._table.query(Query(COUNTERS, prefix=f"{scope}#", attributes=["sk"]))):
            try:
                self._table.delete(Key(COUNTERS, row["sk"]), _NOTHING)
            except ConditionFailed:  # an event of the scope came meanwhile
                return
        self._table.delete(Key(AGENT, scope))
        self._table.delete(Key(RECONCILED, scope))
