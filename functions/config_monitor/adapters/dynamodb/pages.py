"""One page of any list, read from an index in bounded steps; it continues after a position, not DynamoDB's token."""

from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.indexes import IndexRead
from config_monitor.adapters.dynamodb.items import Item, plain_item, typed
from config_monitor.adapters.dynamodb.ledger import BUSY
from config_monitor.errors import StorageBusy
from config_monitor.ports import Page, Position

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

# What one request may cost: so many queries, each of which DynamoDB ends at 1 MB. Then it answers with what it has.
CALLS = 4
# What is not for readers: keys, and what is written for indexes alone.
_INNER = {"pk", "sk", "account_status", "account_rule", "rule_status", "violation_state", "account_state", "rule_state"}


def read_page(client: "DynamoDBClient", table: str, index: IndexRead, after: Position | None, limit: int) -> Page:
    """At most `limit` items after a position; fewer when the work for one request is done."""
    request = _request(table, index)
    start = _start_key(index, after) if after else None
    items: list[Item] = []
    read = 0
    for _ in range(CALLS):
        reach = _reach(index, limit, len(items), read)
        answer = _query(client, {**request, "Limit": reach} | ({"ExclusiveStartKey": start} if start else {}))
        items += answer["Items"]
        read += answer["ScannedCount"]
        start = answer.get("LastEvaluatedKey")
        if not start or len(items) >= limit:
            break
    positions = [_position(index, item) for item in items[:limit]]
    end = positions[-1] if len(items) > limit else _position(index, start) if start else None
    return Page([readable(item) for item in items[:limit]], positions, end, read)


def _query(client: "DynamoDBClient", request: dict[str, Any]) -> "QueryOutputTypeDef":
    try:
        return client.query(**request)
    except ClientError as error:
        if (code := error.response["Error"]["Code"]) in BUSY:
            raise StorageBusy(f"the table stays busy: {code}") from error
        raise


def readable(item: Item) -> dict[str, Any]:
    """An item as plain values without what only the table needs."""
    return {name: value for name, value in plain_item(item).items() if name not in _INNER}


def _request(table: str, index: IndexRead) -> dict[str, Any]:
    names = {"#key": index.attribute} | {f"#{name}": name for name in index.filters}
    values = {":key": typed(index.value)} | {f":{name}": typed(value) for name, value in index.filters.items()}
    bounds = {":low": index.low, ":high": index.high}
    values |= {name: typed(bound) for name, bound in bounds.items() if bound is not None}
    within = {(True, True): "BETWEEN :low AND :high", (True, False): ">= :low", (False, True): "<= :high"}
    bounded = within.get((index.low is not None, index.high is not None))
    if bounded:
        names["#order"] = index.order
    return {
        "TableName": table,
        **({"IndexName": index.name} if index.name else {}),
        "KeyConditionExpression": "#key = :key" + (f" AND #order {bounded}" if bounded else ""),
        **({"FilterExpression": " AND ".join(f"#{n} = :{n}" for n in index.filters)} if index.filters else {}),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": index.ascending,
    }


def _reach(index: IndexRead, limit: int, count: int, read: int) -> int:
    """How many items to read next: what is missing, at the rate at which the filters have let items through so far."""
    missing = limit - count
    if not index.filters or not read:
        return missing
    return min(ceil(1.2 * missing * read / count) if count else 8 * read, 100_000)


def _start_key(index: IndexRead, position: Position) -> dict[str, Any]:
    order, pk, sk = position
    return {index.order: typed(order), index.attribute: typed(index.value), "pk": typed(pk), "sk": typed(sk)}


def _position(index: IndexRead, key: Item) -> Position:
    """Where an item is in the list."""
    return [str(key[name]["S"]) for name in (index.order, "pk", "sk")]
