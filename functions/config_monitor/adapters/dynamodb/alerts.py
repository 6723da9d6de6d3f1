"""Alerts that wait and alerts that were sent, claimed by conditional updates so that no two senders take the same."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import Item, plain_item, strip_invisible, typed, typed_item
from config_monitor.adapters.dynamodb.rows import ALERT_RETENTION_SECONDS
from config_monitor.domain.compliance import AlertKey
from config_monitor.domain.notifications import Alert, Backlog, Batch, Delivery, Receipt, Waiting

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

    def get_all(self, keys: Iterable[AlertKey]) -> dict[AlertKey, Delivery]:
        """Several alerts, read consistently; those that are not there are left out."""
        found: dict[AlertKey, Delivery] = {}
        for some in batched(dict.fromkeys(keys), _BATCH_GET, strict=False):
            wanted: Any = {self._table: {"Keys": [_key(key) for key in some], "ConsistentRead": True}}
            while wanted:
                answer = self._client.batch_get_item(RequestItems=wanted)
                deliveries = [_delivery(item) for item in answer["Responses"].get(self._table, [])]
                found |= {delivery.alert.key: delivery for delivery in deliveries}
                wanted = answer.get("UnprocessedKeys")
        return found

    def unsent(self, channel: str, now: float, limit: int) -> Waiting:
        """What waits in a channel, the oldest `limit` of those that are due; the index may lag behind by a moment."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_UNSENT,
            KeyConditionExpression="unsent = :channel",
            ExpressionAttributeValues={":channel": typed(channel)},
        )
        due: list[Delivery] = []
        later: list[float] = []
        for page in pages:
            deliveries = [_delivery(item) for item in page["Items"]]
            due += [delivery for delivery in deliveries if delivery.retry_at <= now]
            later += [delivery.retry_at for delivery in deliveries if delivery.retry_at > now]
            if len(due) > limit:
                break
        return Waiting(due=due[:limit], more=len(due) > limit, next_at=min(later, default=None))

    def backlog(self) -> dict[str, Backlog]:
        """Every channel with unsent alerts. The index holds nothing but those, so reading all of it reads no more."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table, IndexName=BY_UNSENT, ProjectionExpression="unsent, written_at"
        )
        found: dict[str, list[int]] = {}
        for page in pages:
            for item in page["Items"]:
                found.setdefault(strip_invisible(item["unsent"]), []).append(strip_invisible(item["written_at"]))
        return {channel: Backlog(alerts=len(times), oldest=min(times)) for channel, times in sorted(found.items())}

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert that nobody holds; None when it is sent, held or to be tried later."""
        values = {":now": typed(now), ":until": typed(until), ":one": typed(1)}
        change = "SET retry_at = :until ADD attempts :one"
        change = f"SET batch_id = :batch, {change[4:]}" if batch else f"{change} REMOVE batch_id"
        return self._update(
            key,
            change,
            "attribute_exists(unsent) AND (attribute_not_exists(retry_at) OR retry_at <= :now)",
            values | ({":batch": typed(batch)} if batch else {}),
        )

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message; what others hold is left out."""
        with ThreadPoolExecutor(_WORKERS) as workers:
            claimed = list(workers.map(lambda key: self.claim(key, now, until, batch), keys))
        return [delivery for delivery in claimed if delivery]

    def release(self, keys: Iterable[AlertKey], retry_at: float) -> None:
        """Give claimed alerts back; nobody takes them before `retry_at`."""
        self._each(keys, "SET retry_at = :at", {":at": typed(retry_at)})

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt, retry_at: float = 0) -> None:
        """Write down where alerts were sent; those that are not `copied` stay unsent, and are due at `retry_at`."""
        values = {":receipt": typed(receipt.model_dump(exclude_none=True))}
        if receipt.copied:
            self._each(keys, "SET receipt = :receipt REMOVE unsent, retry_at", values)
        else:
            self._each(keys, "SET receipt = :receipt, retry_at = :at", values | {":at": typed(retry_at)})

    def keep_batch(self, batch: Batch) -> None:
        """Store a message about many alerts: from now on all of them count as sent."""
        sent_at = int(batch.receipt.sent_at)
        values = {
            **_batch_key(batch.rate_limit_key, batch.batch_id),
            "batch": batch.model_dump_json(exclude={"resolutions"}, exclude_none=True),
            "expired_at": sent_at + ALERT_RETENTION_SECONDS,
        }
        resolutions = {"resolutions": {"SS": sorted(batch.resolutions)}} if batch.resolutions else {}
        self._client.put_item(TableName=self._table, Item={**typed_item(values), **resolutions})

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        """A message about many alerts; None when it was never sent."""
        key = typed_item(_batch_key(rate_limit_key, batch_id))
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return _batch(item) if item else None

    def resolve_in_batch(self, rate_limit_key: str, batch_id: str, resolutions: frozenset[str]) -> Batch | None:
        """Add resolutions to a stored batch, each once however often it is added; None when it is gone."""
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=typed_item(_batch_key(rate_limit_key, batch_id)),
                UpdateExpression="ADD resolutions :resolutions",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":resolutions": {"SS": sorted(resolutions)}},
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        return _batch(answer["Attributes"])

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


def _batch_key(rate_limit_key: str, batch_id: str) -> dict[str, Any]:
    return {"pk": f"BATCH#{rate_limit_key}", "sk": batch_id}


def _batch(item: Any) -> Batch:
    row = plain_item(item)
    kept = Batch.model_validate_json(row["batch"])
    return kept.model_copy(update={"resolutions": frozenset(row.get("resolutions", []))})


def _delivery(item: Any) -> Delivery:
    row = plain_item(item)
    return Delivery(
        alert=Alert.model_validate_json(row["alert"]),
        unsent="unsent" in row,
        written_at=row["written_at"],
        attempts=row.get("attempts", 0),
        retry_at=row.get("retry_at", 0),
        batch=row.get("batch_id"),
        receipt=Receipt(**row["receipt"]) if row.get("receipt") else None,
    )
