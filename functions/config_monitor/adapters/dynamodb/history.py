"""The event rows of the table, behind the History port."""

from typing import TYPE_CHECKING, Any

from config_monitor.adapters.dynamodb.indexes import event_index
from config_monitor.adapters.dynamodb.pages import read_page, readable
from config_monitor.domain.queries import ReadPlan
from config_monitor.ports import Page, Position

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MAX_SORT_KEY_BYTES = 1_024


class DynamoDBHistory:
    """The table as a history; reads follow writes within moments, as indexes do."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """One page of the plan's events after a position."""
        return read_page(self._client, self._table, event_index(plan), after, limit)

    def event(self, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        if len(event_id.encode(errors="replace")) > MAX_SORT_KEY_BYTES - len("EVENT#"):
            return None  # no key is longer
        key = {"pk": {"S": "EVENT"}, "sk": {"S": f"EVENT#{event_id}"}}
        item = self._client.get_item(TableName=self._table, Key=key).get("Item")
        return readable(item) if item else None
