"""How exceptions stood at the last sweep: one item, which the digest reads instead of all violations."""

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
        """Replace what was kept."""
        listed = json.dumps([standing.model_dump() for standing in found], separators=(",", ":"))
        item = typed_item({**KEY, "day": day.isoformat(), "exceptions": listed})
        self._client.put_item(TableName=self._table, Item=item)

    def latest(self) -> list[ExceptionStatus]:
        """What was kept last; nothing before the first sweep."""
        item = self._client.get_item(TableName=self._table, Key=typed_item({**KEY})).get("Item")
        listed = json.loads(plain_item(item)["exceptions"]) if item else []
        return [ExceptionStatus.model_validate(standing) for standing in listed]
