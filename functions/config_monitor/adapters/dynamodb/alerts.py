"""Alerts that wait and alerts that were told, claimed by conditional updates so that no two senders take the same."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import Item, plain_item, typed, typed_item
from config_monitor.domain.alert import Alert
from config_monitor.domain.delivery import Delivery, Receipt
from config_monitor.domain.violation import AlertKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BY_UNSENT = "by_unsent"
_WORKERS = 8
_BATCH_GET = 100


class DynamoDBAlerts:
    """The alerts of the table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def get(self, key: AlertKey) -> Delivery | None:
        """One alert, read consistently; None when it is not (or no longer) there."""
        item = self._client.get_item(TableName=self._table, Key=_key(key), ConsistentRead=True).get("Item")
        return _delivery(item) if item else None

    def unsent(self, channel: str, now: float, limit: int) -> list[Delivery]:
        """Up to `limit` alerts of a channel that are due, oldest first; the index may lag behind by a moment."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_UNSENT,
            KeyConditionExpression="unsent = :channel",
            FilterExpression="attribute_not_exists(not_before) OR not_before <= :now",
            ExpressionAttributeValues={":channel": typed(channel), ":now": typed(now)},
        )
        found: list[Delivery] = []
        for page in pages:
            found += [_delivery(item) for item in page["Items"]]
            if len(found) >= limit:
                break
        return found[:limit]

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert that nobody holds; None when it is sent, held or resting."""
        values = {":now": typed(now), ":until": typed(until), ":one": typed(1)}
        change = "SET not_before = :until ADD attempts :one"
        change = f"SET batch_id = :batch, {change[4:]}" if batch else f"{change} REMOVE batch_id"
        return self._update(
            key,
            change,
            "attribute_exists(unsent) AND (attribute_not_exists(not_before) OR not_before <= :now)",
            values | ({":batch": typed(batch)} if batch else {}),
        )

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message; those of others are left out."""
        with ThreadPoolExecutor(_WORKERS) as workers:
            claimed = list(workers.map(lambda key: self.claim(key, now, until, batch), keys))
        return [delivery for delivery in claimed if delivery]

    def rest(self, keys: Iterable[AlertKey], until: float) -> None:
        """Give claimed alerts back; nobody takes them before `until`."""
        self._each(keys, "SET not_before = :until", {":until": typed(until)})

    def settle(self, keys: Iterable[AlertKey], receipt: Receipt) -> None:
        """Write down that alerts were told, and where: nobody takes them any more."""
        value = typed(receipt.model_dump(exclude_none=True))
        self._each(keys, "SET receipt = :receipt REMOVE unsent, not_before", {":receipt": value})

    def _each(self, keys: Iterable[AlertKey], change: str, values: dict[str, Any]) -> None:
        with ThreadPoolExecutor(_WORKERS) as workers:
            list(workers.map(lambda key: self._update(key, change, "attribute_exists(unsent)", values), keys))

    def _update(self, key: AlertKey, change: str, condition: str, values: dict[str, Any]) -> Delivery | None:
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(key),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        return _delivery(answer["Attributes"])


def _key(key: AlertKey) -> Item:
    return typed_item({"pk": key.pk, "sk": key.sk})


def _delivery(item: Any) -> Delivery:
    row = plain_item(item)
    return Delivery(
        alert=Alert.model_validate_json(row["alert"]),
        unsent="unsent" in row,
        written_at=row["written_at"],
        attempts=row.get("attempts", 0),
        not_before=row.get("not_before", 0),
        batch=row.get("batch_id"),
        receipt=Receipt(**row["receipt"]) if row.get("receipt") else None,
    )
