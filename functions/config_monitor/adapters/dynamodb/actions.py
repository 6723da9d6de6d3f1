"""Requests for a second person, and which actions were shown in Slack: one item each."""

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.writes import Update
from config_monitor.domain.actions import ExceptionRequest

KEPT_SECONDS = 30 * 86400


class DynamoDBActionLog:
    """The table's items of actions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def was_shown(self, action_id: str) -> bool:
        """Whether the reply of an action was posted."""
        return self._table.get(_key("SHOWN", action_id), consistent=True) is not None

    def mark_shown(self, action_id: str, now: int) -> None:
        """Remember that the reply of an action was posted."""
        self._table.update(Update(_key("SHOWN", action_id), {"expired_at": now + KEPT_SECONDS}))

    def keep_request(self, request: ExceptionRequest, now: int) -> None:
        """Keep a request for a second person."""
        row = {"request": request.model_dump_json(exclude_none=True), "expired_at": now + KEPT_SECONDS}
        self._table.put({**_key("REQUEST", request.id)._asdict(), **row})

    def request(self, request_id: str) -> ExceptionRequest | None:
        """A request; None when there is none any more."""
        row = self._table.get(_key("REQUEST", request_id), consistent=True)
        return ExceptionRequest.model_validate_json(row["request"]) if row else None


def _key(kind: str, action_id: str) -> Key:
    return Key(f"ACTION_{kind}", action_id)
