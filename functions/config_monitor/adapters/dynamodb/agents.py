"""The agents' items, and the scopes (accounts and regions) that have counters."""

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import COUNTERS
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.writes import Condition, Update
from config_monitor.domain.agents import Agent
from config_monitor.domain.events import Event, from_epoch

AGENT = "AGENT"


class DynamoDBAgentRegister:
    """The agents in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def agents(self) -> list[Agent]:
        """All agents that sent a heartbeat within the retention of history, in order of account and region."""
        return [_agent_from(row) for row in self._table.query(Query(AGENT))]

    def scopes(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by their counters."""
        keys = (str(row["sk"]).split("#") for row in self._table.query(Query(COUNTERS, attributes=["sk"])))
        return {(account, region) for account, region, *_ in keys}


def heartbeat_update(event: Event) -> Update:
    """What a heartbeat changes on its agent's item; one that is older than the last changes nothing.

    An agent that stays silent expires with the last of its account's history, so that a closed account is not named
    for ever.
    """
    sent = event.heartbeat.model_dump(exclude_none=True) if event.heartbeat else {}
    last_heard = from_epoch(event.published_at)
    return Update(
        Key(AGENT, f"{event.account}#{event.region}"),
        {
            **{"account": event.account, "region": event.region, **sent},
            **{"last_heard": last_heard, "expired_at": event.expired_at},
        },
        condition=Condition("attribute_not_exists(last_heard) OR last_heard < :sent", {"sent": last_heard}),
    )


def _agent_from(row: Row) -> Agent:
    return Agent(**{name: row[name] for name in Agent.model_fields if name in row})
