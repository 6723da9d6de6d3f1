"""The statuses of exceptions when the policy was last reapplied: one item, which the digest reads."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from config_monitor.adapters.dynamodb.items import plain_item, typed_item
from config_monitor.domain.policy import ExceptionStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = {"pk": "EXCEPTIONS", "sk": "EXCEPTIONS"}


class DynamoDBExceptionStatuses:
    """The table's item of exceptions."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def keep(self, found: Sequence[ExceptionStatus], day: date) -> None:
        """Store the statuses of a day in place of those before."""
        listed = json.dumps([status.model_dump() for status in found], separators=(",", ":"))
        item = typed_item({**KEY, "day": day.isoformat(), "exceptions": listed})
        self._client.put_item(TableName=self._table, Item=item)

    def latest(self) -> list[ExceptionStatus]:
        """The statuses stored last; none before the policy was first reapplied."""
        item = self._client.get_item(TableName=self._table, Key=typed_item({**KEY})).get("Item")
        listed = json.loads(plain_item(item)["exceptions"]) if item else []
        return [ExceptionStatus.model_validate(status) for status in listed]
