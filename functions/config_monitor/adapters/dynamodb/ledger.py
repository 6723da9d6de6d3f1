"""History, violations, tallies and alerts behind the Ledger port: one transaction for all that an event changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.rows import removal_key, violation_key, violation_of
from config_monitor.adapters.dynamodb.transaction_items import Writes, removal_of
from config_monitor.domain.compliance import Violation, ViolationKey, with_removal
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
# Why a cancelled transaction's single writes were refused: somebody was faster, or the table is busy.
FASTER = {"ConditionalCheckFailed", "TransactionConflict"}
BUSY_REASONS = {"ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "InternalServerError"}


class DynamoDBLedger:
    """The table as a ledger."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table, self._make = client, table, Writes(table)

    def violation(self, key: ViolationKey) -> Violation:
        """The pair as stored, read consistently; a fresh one knows whether its resource is gone."""
        if item := self._item(violation_key(key)):
            return violation_of(item)
        gone = self._item(removal_key(*key.resource))
        fresh = Violation(key=key)
        return with_removal(fresh, gone["removed_at"]["S"], gone["event_id"]["S"]) if gone else fresh

    def violations_of(self, account: str, region: str, resource_type: str, resource_id: str) -> list[Violation]:
        """All pairs of one resource, by the index on `resource_key`, then each read consistently."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_RESOURCE,
            KeyConditionExpression="resource_key = :key",
            ExpressionAttributeValues={":key": {"S": f"{account}#{region}#{resource_type}#{resource_id}"}},
        )
        with _busy_by_name():
            found = [violation_of(item).key for page in pages for item in page["Items"]]
        return [self.violation(key) for key in found]

    def record(self, record: Record, now: datetime) -> Recorded:
        """Write a record in one transaction."""
        writes = self._writes(record, now)
        if not writes:
            return "stored"
        try:
            with _busy_by_name():
                self._client.transact_write_items(TransactItems=writes)
        except self._client.exceptions.TransactionCanceledException as error:
            return _refused(error, record)
        return "stored"

    def _writes(self, record: Record, now: datetime) -> list[Any]:
        """All writes of a record; the event's own is the first, which `_refused` relies on."""
        writes = self._make.changes(record, now)
        if record.classified and (gone := removal_of(record.classified.event)):
            known = self._item(gone.key)
            writes += self._make.removal(gone, known)
        return writes

    def _item(self, key: dict[str, Any]) -> dict[str, Any] | None:
        with _busy_by_name():
            return self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")


@contextmanager
def _busy_by_name() -> Iterator[None]:
    """Raises StorageBusy for a table that stays busy; any other error is a fault and passes."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in BUSY:
            raise StorageBusy(f"the table stays busy: {code}") from error
        raise


def _refused(error: ClientError, record: Record) -> Recorded:
    """A cancelled transaction says why for each write, in order; raises StorageBusy, or the error of a faulty write."""
    reasons = [reason.get("Code") or "None" for reason in error.response.get("CancellationReasons", [])]
    unique = record.classified or record.heartbeat
    if unique and reasons and reasons[0] == "ConditionalCheckFailed":
        return "duplicate"
    if FASTER & set(reasons):
        return "conflict"
    if BUSY_REASONS & set(reasons):
        raise StorageBusy(f"the table stays busy: {', '.join(sorted(set(reasons) - {'None'}))}") from error
    raise error
