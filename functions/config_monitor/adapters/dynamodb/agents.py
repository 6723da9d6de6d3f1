"""Who should be heard: the agents' items, and the accounts and regions that the tallies know of."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed, typed_item
from config_monitor.domain.agents import Agent
from config_monitor.domain.events import Event, from_epoch

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDBAgentRegister:
    """The table as a register of agents."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def agents(self) -> list[Agent]:
        """All agents heard within the retention of history, in order of account and region."""
        return [_agent_of(item) for item in self._items("AGENT")]

    def places(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by the tallies."""
        keys = (str(plain_item(item)["sk"]).split("#") for item in self._items("TALLY"))
        return {(account, region) for account, region, *_ in keys}

    def _items(self, partition: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
        )
        for page in pages:
            yield from page["Items"]


def heartbeat_update(event: Event) -> dict[str, Any]:
    """What a heartbeat changes on its agent's item; an older one than the last changes nothing.

    An agent that stays silent is forgotten with the last of its account's history, so a closed account is not named
    for ever.
    """
    said = event.heartbeat.model_dump() if event.heartbeat else {}
    heard = from_epoch(event.published_at)
    values = {"account": event.account, "region": event.region, **said, "last_heard": heard}
    values["expired_at"] = event.expired_at
    return {
        "Key": typed_item({"pk": "AGENT", "sk": f"{event.account}#{event.region}"}),
        "UpdateExpression": "SET first_heard = if_not_exists(first_heard, :last_heard), "
        + ", ".join(f"#{name} = :{name}" for name in values),
        "ConditionExpression": "attribute_not_exists(last_heard) OR last_heard < :last_heard",
        "ExpressionAttributeNames": {f"#{name}": name for name in values},
        "ExpressionAttributeValues": {f":{name}": typed(value) for name, value in values.items()},
    }


def _agent_of(item: Item) -> Agent:
    row = plain_item(item)
    return Agent(**{name: row[name] for name in Agent.model_fields if name in row})
