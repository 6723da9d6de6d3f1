"""The violations of an account and region read as a whole, for comparing and for sweeping."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.items import Item, plain_item, strip_invisible, typed_item
from config_monitor.adapters.dynamodb.rows import violation_of
from config_monitor.domain.compliance import Violation

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RECONCILED = "RECONCILED"


class DynamoDBViolationsByScope:
    """The table as an inventory."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._register = DynamoDBAgentRegister(client, table)

    def places(self) -> set[tuple[str, str]]:
        """The accounts and regions of which violations are known, by the tallies."""
        return self._register.places()

    def rules(self, account: str, region: str) -> dict[str, str]:
        """The raw rule names known in a place, each with its canonical name."""
        found: dict[str, str] = {}
        for page in self._pages(account, region, ProjectionExpression="rule_name, rule_names"):
            for row in map(plain_item, page):
                found |= dict.fromkeys(row["rule_names"], row["rule_name"])
        return found

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        """All pairs of one rule, by its canonical name; read consistently."""
        pages = self._pages(account, region, begins=f"{rule}#", ConsistentRead=True)
        return [violation_of(item) for page in pages for item in page]

    def of_scope(self, account: str, region: str, after: str | None = None) -> Iterator[tuple[str, list[Violation]]]:
        """All pairs of a place in pages, each with the sort key to go on after."""
        start = {"pk": f"VIOLATION#{account}#{region}", "sk": after}
        given: dict[str, Any] = {"ExclusiveStartKey": typed_item(start)} if after else {}
        for page in self._pages(account, region, Limit=500, **given):
            if page:
                yield str(strip_invisible(page[-1]["sk"])), [violation_of(item) for item in page]

    def reconciled(self, account: str, region: str) -> str | None:
        """When the place was last compared with the aggregator to the end, if ever."""
        item = self._client.get_item(TableName=self._table, Key=_mark(account, region)).get("Item")
        return str(plain_item(item)["at"]) if item else None

    def mark_reconciled(self, account: str, region: str, at: str) -> None:
        """Remember that the place has been compared to the end."""
        self._client.put_item(TableName=self._table, Item={**_mark(account, region), **typed_item({"at": at})})

    def _pages(self, account: str, region: str, begins: str | None = None, **given: Any) -> Iterator[list[Item]]:
        condition, values = "pk = :pk", {":pk": f"VIOLATION#{account}#{region}"}
        if begins:
            condition, values = f"{condition} AND begins_with(sk, :begins)", {**values, ":begins": begins}
        asked: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": typed_item(values),
            **given,
        }
        while True:
            answer = self._client.query(**asked)
            yield list(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _mark(account: str, region: str) -> Item:
    return typed_item({"pk": RECONCILED, "sk": f"{account}#{region}"})
