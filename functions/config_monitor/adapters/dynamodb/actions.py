"""Requests for a second person, and who posts the reply of an action: one item each."""

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import Condition, Update
from config_monitor.domain.actions import ExceptionRequest
from config_monitor.domain.policy import Author
from config_monitor.ports import Asked

KEPT_SECONDS = 30 * 86400
_FREE = Condition("attribute_not_exists(claimed)")
_NOT_AGREED = Condition("attribute_exists(pk) AND attribute_not_exists(approved_by)")


class DynamoDBActionLog:
    """The table's items of actions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim_reply(self, action_id: str, now: int) -> bool:
        """Take it upon oneself to post the reply of an action; False when somebody did before."""
        claimed = {"claimed": True, "expired_at": now + KEPT_SECONDS}
        try:
            self._table.update(Update(_key("REPLY", action_id), claimed, condition=_FREE))
        except ConditionFailed:
            return False
        return True

    def release_reply(self, action_id: str) -> None:
        """Let the reply be posted by a later try: this one was not taken."""
        self._table.update(Update(_key("REPLY", action_id), {"claimed": None}))

    def asked(self, request_id: str) -> Asked | None:
        """Whether and how a second person was asked; None for not yet."""
        row = self._table.get(_key("ASKED", request_id), consistent=True)
        return Asked(row.get("unanswered", 0), row.get("again_at", 0)) if row else None

    def mark_asked(self, request_id: str, now: int, unanswered: int = 0, again_at: float = 0) -> None:
        """Remember that a second person was asked, or that so many posts of the question were not answered."""
        lost = {"unanswered": unanswered, "again_at": again_at} if unanswered else {}
        self._table.put({**_key("ASKED", request_id)._asdict(), **lost, "expired_at": now + KEPT_SECONDS})

    def keep_request(self, request: ExceptionRequest, now: int) -> None:
        """Keep a request for a second person."""
        row = {"request": request.model_dump_json(exclude_none=True), "expired_at": now + KEPT_SECONDS}
        self._table.put({**_key("REQUEST", request.id)._asdict(), **row})

    def request(self, request_id: str) -> ExceptionRequest | None:
        """A request; None when there is none any more."""
        return _request(self._table.get(_key("REQUEST", request_id), consistent=True) or {})

    def approve(self, request_id: str, by: Author, at: str) -> ExceptionRequest | None:
        """The request with who agreed: `by` if nobody did before; None when there is no request any more."""
        agreed = {"approved_by": by.model_dump(), "approved_at": at}
        try:
            return _request(self._table.update(Update(_key("REQUEST", request_id), agreed, condition=_NOT_AGREED)))
        except ConditionFailed as refused:
            return _request(refused.row)


def _request(row: Row) -> ExceptionRequest | None:
    if not row:
        return None
    request = ExceptionRequest.model_validate_json(row["request"])
    if "approved_by" not in row:
        return request
    agreed = {"approved_by": Author.model_validate(row["approved_by"]), "approved_at": row["approved_at"]}
    return request.model_copy(update=agreed)


def _key(kind: str, action_id: str) -> Key:
    return Key(f"ACTION_{kind}", action_id)
