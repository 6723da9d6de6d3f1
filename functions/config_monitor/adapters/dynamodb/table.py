"""The one place that calls DynamoDB: rows in and out, pages joined, throttling as StorageBusy, leftovers read again."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as Unreachable

from config_monitor.adapters.backoff import backoff
from config_monitor.adapters.dynamodb.items import Item, Key, Row, from_item, key_item, to_item
from config_monitor.adapters.dynamodb.query import Query, ResultPage
from config_monitor.adapters.dynamodb.writes import OPERATIONS, Check, Condition, Delete, Put, Update, Write
from config_monitor.errors import StorageBusy, StorageRefused
from config_monitor.ports.clock import Pause

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# What DynamoDB answers when it is busy rather than when the request is wrong; after botocore's own retries.
BUSY = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "InternalServerError",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ServiceUnavailable",
}
# Why single writes of a cancelled transaction were refused: their condition, another transaction, or a busy table.
CONDITION_FAILED, CONFLICT = "ConditionalCheckFailed", "TransactionConflict"
BUSY_REASONS = {"ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "InternalServerError"}

# What it answers, and why it refuses a write of a transaction, when trying again cannot help.
REFUSED = {"ValidationException"}
REFUSED_REASONS = {"ValidationError", "ItemCollectionSizeLimitExceeded"}

# DynamoDB takes 100 keys in a BatchGetItem and leaves out what exceeds 16 MB or its throughput.
BATCH_KEYS = 100
BATCH_ATTEMPTS = 8


class ConditionFailed(Exception):
    """A write whose condition does not hold; `row` is the item as it is, empty when there is none."""

    def __init__(self, row: Row) -> None:
        super().__init__("the condition of the write does not hold")
        self.row = row


class Table:
    """The events table.

    Every method raises StorageBusy when it stays throttled or out of reach, StorageRefused for what it can never take.
    """

    def __init__(self, client: "DynamoDBClient", name: str, pause: Pause = backoff) -> None:
        self._client, self._name, self._pause = client, name, pause

    def get(self, key: Key, *, consistent: bool = False) -> Row | None:
        """One item; None when there is none."""
        answer = self._call("get_item", TableName=self._name, Key=key_item(key), ConsistentRead=consistent)
        return from_item(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Iterable[Key], *, consistent: bool = False) -> Iterator[Row]:
        """Those of the items that exist, in no order."""
        for some in batched(dict.fromkeys(keys), BATCH_KEYS, strict=False):
            wanted = [key_item(key) for key in some]
            attempt = 0
            while wanted:
                attempt += 1
                request = {self._name: {"Keys": wanted, "ConsistentRead": consistent}}
                answer = self._call("batch_get_item", RequestItems=request)
                yield from map(from_item, answer["Responses"].get(self._name, []))
                wanted = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
                if wanted and attempt == BATCH_ATTEMPTS:
                    raise StorageBusy(f"the table left {len(wanted)} items unread {attempt} times in a row")
                if wanted:
                    self._pause(attempt)

    def page(self, query: Query, limit: int | None = None, after: Row | None = None) -> ResultPage:
        """At most `limit` items (DynamoDB ends a page at 1 MB) after a key."""
        return self._page("query", query.request, limit, after)

    def pages(self, query: Query, limit: int | None = None, after: Row | None = None) -> Iterator[ResultPage]:
        """A whole query after a key, page by page."""
        return self._pages("query", query.request, limit, after)

    def query(self, query: Query) -> Iterator[Row]:
        """All rows of a query."""
        return (row for page in self.pages(query) for row in page.rows)

    def scan_index(self, by: str, attributes: Sequence[str]) -> Iterator[Row]:
        """Some attributes of all items of the index by an attribute: for an index that is small by its nature."""
        request = {
            "IndexName": f"by_{by}",
            "ProjectionExpression": ", ".join(f"#{name}" for name in attributes),
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
        }
        return (row for page in self._pages("scan", request) for row in page.rows)

    def put(self, row: Row, condition: Condition | None = None) -> None:
        """Write a whole item. Raises ConditionFailed."""
        self._write("put_item", Put(row, condition).request)

    def update(self, update: Update) -> Row:
        """Change an item; the item as it is afterwards. Raises ConditionFailed."""
        answer = self._write("update_item", {**update.request, "ReturnValues": "ALL_NEW"})
        return from_item(answer["Attributes"])

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """Delete an item if it is there. Raises ConditionFailed."""
        self._write("delete_item", Delete(key, condition).request)

    def transact(self, writes: Sequence[Write]) -> list[str]:
        """Make all writes, at most 100, or none.

        The answer is empty when they were made; else it has, in order, why each one was refused: CONDITION_FAILED,
        CONFLICT or another code of DynamoDB's. What was refused for throttling alone raises StorageBusy, a faulty
        write ClientError. One write alone is no transaction, which would cost twice as much.
        """
        if len(writes) == 1 and not isinstance(writes[0], Check):
            return self._write_alone(writes[0])
        items = [{OPERATIONS[type(write)]: {"TableName": self._name, **write.request}} for write in writes]
        try:
            self._call("transact_write_items", TransactItems=items)
        except ClientError as error:
            reasons = [reason.get("Code") or "None" for reason in error.response.get("CancellationReasons", [])]
            if {CONDITION_FAILED, CONFLICT} & set(reasons):
                return reasons
            if BUSY_REASONS & set(reasons):
                raise StorageBusy(f"the table stays busy: {', '.join(sorted({*reasons} - {'None'}))}") from error
            if REFUSED_REASONS & set(reasons):
                raise StorageRefused(
                    f"the table refused a write: {', '.join(sorted({*reasons} - {'None'}))}"
                ) from error
            raise
        return []

    def _write_alone(self, write: Put | Update) -> list[str]:
        try:
            self._write("put_item" if isinstance(write, Put) else "update_item", write.request)
        except ConditionFailed:
            return [CONDITION_FAILED]
        return []

    def _write(self, operation: str, request: dict[str, Any]) -> Any:
        seen = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if "ConditionExpression" in request else {}
        try:
            return self._call(operation, TableName=self._name, **seen, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise ConditionFailed(from_item(cast("Item", error.response.get("Item", {})))) from error

    def _pages(
        self, operation: str, request: dict[str, Any], limit: int | None = None, after: Row | None = None
    ) -> Iterator[ResultPage]:
        while True:
            page = self._page(operation, request, limit, after)
            yield page
            if not (after := page.last_key):
                return

    def _page(self, operation: str, request: dict[str, Any], limit: int | None, after: Row | None) -> ResultPage:
        answer = self._call(
            operation,
            TableName=self._name,
            **request,
            **({"Limit": limit} if limit else {}),
            **({"ExclusiveStartKey": to_item(after)} if after else {}),
        )
        last = answer.get("LastEvaluatedKey")
        rows = [from_item(item) for item in answer["Items"]]
        return ResultPage(rows, answer.get("ScannedCount", len(rows)), from_item(last) if last else None)

    def _call(self, operation: str, **request: Any) -> Any:  # each operation answers with a type of its own
        try:
            return getattr(self._client, operation)(**request)
        except ClientError as error:
            if (code := error.response["Error"]["Code"]) in BUSY:
                raise StorageBusy(f"the table stays busy: {code}") from error
            if code in REFUSED:
                raise StorageRefused(
                    f"the table refused a request: {error.response['Error'].get('Message')}"
                ) from error
            raise
        except (HTTPClientError, Unreachable) as error:
            raise StorageBusy(f"the table cannot be reached: {error}") from error
