"""History, violations, tallies and alerts behind the Ledger port: one transaction for all that an event changes."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import Item, typed, typed_item
from config_monitor.adapters.dynamodb.rows import (
    alert_row,
    event_row,
    violation_attributes,
    violation_key,
    violation_of,
)
from config_monitor.domain.tally import tally_changes
from config_monitor.domain.violation import Violation, ViolationKey
from config_monitor.errors import StorageBusy
from config_monitor.ports import Record, Recorded

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BY_RESOURCE = "by_resource_key"
# What DynamoDB answers when it is busy rather than when the request is wrong; after botocore's own retries.
BUSY = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "InternalServerError",
    "TransactionInProgressException",
    "ServiceUnavailable",
}


class DynamoDBLedger:
    """The table as a ledger."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def violation(self, key: ViolationKey) -> Violation:
        """The pair as stored, read consistently."""
        answer = self._client.get_item(TableName=self._table, Key=violation_key(key), ConsistentRead=True)
        item = answer.get("Item")
        return violation_of(item) if item else Violation(key=key)

    def violations_of(self, account: str, region: str, resource_type: str, resource_id: str) -> list[Violation]:
        """All pairs of one resource, by the index on `resource_key`, then each read consistently."""
        found: list[ViolationKey] = []
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_RESOURCE,
            KeyConditionExpression="resource_key = :key",
            ExpressionAttributeValues={":key": {"S": f"{account}#{region}#{resource_type}#{resource_id}"}},
        )
        for page in pages:
            found += [violation_of(item).key for item in page["Items"]]
        return [self.violation(key) for key in found]

    def record(self, record: Record, now: datetime) -> Recorded:
        """Write a record in one transaction."""
        writes = self._writes(record, now)
        if not writes:
            return "stored"
        try:
            self._client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            return self._refused(error, record)
        return "stored"

    def _writes(self, record: Record, now: datetime) -> list[Any]:
        writes: list[Any] = []
        if record.classified:
            writes.append(self._put_once(event_row(record.classified, now)))
        for before, after in record.violations:
            writes.append({"Update": self._violation_update(before, after)})
        for key, counts in sorted(tally_changes(record.violations).items()):
            writes.append({"Update": self._tally_update(key, counts)})
        return [*writes, *({"Put": {"TableName": self._table, "Item": alert_row(a, now)}} for a in record.alerts)]

    def _put_once(self, item: Item) -> dict[str, Any]:
        return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}

    def _violation_update(self, before: Violation, after: Violation) -> dict[str, Any]:
        """Set what the fold knows, leave what telling knows, and only if nobody wrote since `before` was read."""
        attributes = violation_attributes(after)
        kept = {name: value for name, value in attributes.items() if value is not None}
        gone = [name for name, value in attributes.items() if value is None]
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in kept)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        values = {f":{name}": typed(value) for name, value in kept.items()}
        condition = "attribute_not_exists(pk)"
        if before.version:
            condition, values[":read"] = "version = :read", typed(before.version)
        return {
            "TableName": self._table,
            "Key": violation_key(after.key),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": values,
        }

    def _tally_update(self, key: str, counts: dict[str, int]) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": typed_item({"pk": "TALLY", "sk": key}),
            "UpdateExpression": "ADD " + ", ".join(f"{name} :{name}" for name in counts),
            "ExpressionAttributeValues": {f":{name}": typed(n) for name, n in counts.items()},
        }

    def _refused(self, error: ClientError, record: Record) -> Recorded:
        """A cancelled transaction says why for each write, in order; the event's own write is the first."""
        code = error.response["Error"]["Code"]
        if code in BUSY:
            raise StorageBusy(f"the table stays busy: {code}") from error
        if code != "TransactionCanceledException":
            raise error
        reasons = [reason.get("Code") or "None" for reason in error.response.get("CancellationReasons", [])]
        if record.classified and reasons and reasons[0] == "ConditionalCheckFailed":
            return "duplicate"
        if {"ConditionalCheckFailed", "TransactionConflict"} & set(reasons):
            return "conflict"
        raise StorageBusy(f"the table stays busy: {', '.join(reasons)}") from error
