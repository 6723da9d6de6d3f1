"""One page of any list: the plan's index read in bounded steps; where to go on is a place, not DynamoDB's token."""

from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed
from config_monitor.adapters.dynamodb.ledger import BUSY
from config_monitor.domain.queries import Plan
from config_monitor.errors import StorageBusy
from config_monitor.ports import Page, Place

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

# What one request may cost: so many queries, each of which DynamoDB ends at 1 MB. Then it answers with what it has.
CALLS = 4
# What is not for readers: keys, and what is written for indexes alone.
_INNER = {"pk", "sk", "account_status", "account_rule", "rule_status", "violation_state", "account_state", "rule_state"}


def read_page(client: "DynamoDBClient", table: str, plan: Plan, after: Place | None, limit: int) -> Page:
    """At most `limit` items of a plan from after a place on; fewer when the work for one request is done."""
    request = _request(table, plan)
    start = _start_key(plan, after) if after else None
    found: list[Item] = []
    read = 0
    for _ in range(CALLS):
        reach = _reach(plan, limit, len(found), read)
        answer = _query(client, {**request, "Limit": reach} | ({"ExclusiveStartKey": start} if start else {}))
        found += answer["Items"]
        read += answer["ScannedCount"]
        start = answer.get("LastEvaluatedKey")
        if not start or len(found) >= limit:
            break
    places = [_place(plan, item) for item in found[:limit]]
    end = places[-1] if len(found) > limit else _place(plan, start) if start else None
    return Page([readable(item) for item in found[:limit]], places, end, read)


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


def _request(table: str, plan: Plan) -> dict[str, Any]:
    names = {"#key": plan.attribute} | {f"#{name}": name for name in plan.filters}
    values = {":key": typed(plan.value)} | {f":{name}": typed(value) for name, value in plan.filters.items()}
    bounds = {":low": plan.low, ":high": plan.high}
    values |= {name: typed(bound) for name, bound in bounds.items() if bound is not None}
    within = {(True, True): "BETWEEN :low AND :high", (True, False): ">= :low", (False, True): "<= :high"}
    bounded = within.get((plan.low is not None, plan.high is not None))
    if bounded:
        names["#order"] = plan.order
    return {
        "TableName": table,
        **({"IndexName": plan.index} if plan.index else {}),
        "KeyConditionExpression": "#key = :key" + (f" AND #order {bounded}" if bounded else ""),
        **({"FilterExpression": " AND ".join(f"#{n} = :{n}" for n in plan.filters)} if plan.filters else {}),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": plan.forward,
    }


def _reach(plan: Plan, limit: int, found: int, read: int) -> int:
    """How many items to read next: what is missing, at the rate at which the filters have let items through so far."""
    missing = limit - found
    if not plan.filters or not read:
        return missing
    return min(ceil(1.2 * missing * read / found) if found else 8 * read, 100_000)


def _start_key(plan: Plan, place: Place) -> dict[str, Any]:
    order, pk, sk = place
    return {plan.order: typed(order), plan.attribute: typed(plan.value), "pk": typed(pk), "sk": typed(sk)}


def _place(plan: Plan, key: Item) -> Place:
    """Where an item lies; by value, so that it stays a place when the item is gone."""
    return [str(key[name]["S"]) for name in (plan.order, "pk", "sk")]
