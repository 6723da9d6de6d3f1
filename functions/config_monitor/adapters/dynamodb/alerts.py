"""Alerts that wait and alerts that were sent, claimed by conditional updates so that no two senders take the same."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import ALERT_RETENTION_SECONDS, alert_key
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import PRESENT, Condition, Update
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import Alert, Backlog, Batch, Delivery, Receipt, SummaryAction, Waiting

_WORKERS = 8
_DONE = ("done_acknowledge", "done_mute", "done_except")
_UNSENT = Condition("attribute_exists(unsent)")


class DynamoDBAlerts:
    """The alerts of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, key: AlertKey) -> Delivery | None:
        """One alert, read consistently; None when it is not (or no longer) there."""
        row = self._table.get(alert_key(key), consistent=True)
        return _delivery(row) if row else None

    def get_all(self, keys: Iterable[AlertKey]) -> dict[AlertKey, Delivery]:
        """Several alerts, read consistently; those that are not there are left out."""
        deliveries = map(_delivery, self._table.get_all(map(alert_key, keys), consistent=True))
        return {delivery.alert.key: delivery for delivery in deliveries}

    def unsent(self, channel: str, now: float, limit: int) -> Waiting:
        """What waits in a channel, the oldest `limit` of those that are due; the index may lag behind by a moment."""
        due: list[Delivery] = []
        later: list[float] = []
        for page in self._table.pages(Query(channel, by="unsent")):
            deliveries = [_delivery(row) for row in page.rows]
            due += [delivery for delivery in deliveries if delivery.retry_at <= now]
            later += [delivery.retry_at for delivery in deliveries if delivery.retry_at > now]
            if len(due) > limit:
                break
        return Waiting(due=due[:limit], more=len(due) > limit, next_at=min(later, default=None))

    def backlog(self) -> dict[str, Backlog]:
        """Every channel with unsent alerts. The index holds nothing but those, so reading all of it reads no more."""
        written: dict[str, list[int]] = {}
        for row in self._table.scan_index("unsent", ["unsent", "written_at"]):
            written.setdefault(row["unsent"], []).append(row["written_at"])
        return {channel: Backlog(alerts=len(times), oldest=min(times)) for channel, times in sorted(written.items())}

    def amend(self, alert: Alert) -> None:
        """Replace what a stored alert says, sent or not; nothing happens when it is gone."""
        written = {"alert": alert.model_dump_json(exclude_none=True)}
        self._update(Update(alert_key(alert.key), written, condition=PRESENT))

    def claim(self, key: AlertKey, now: float, until: float, batch: str | None = None) -> Delivery | None:
        """Take an unsent alert that nobody holds; None when it is sent, held or to be tried later."""
        free = "attribute_exists(unsent) AND (attribute_not_exists(retry_at) OR retry_at <= :now)"
        changed = {"retry_at": until, "batch_id": batch}
        return self._update(Update(alert_key(key), changed, {"attempts": 1}, Condition(free, {"now": now})))

    def claim_all(self, keys: Iterable[AlertKey], now: float, until: float, batch: str | None = None) -> list[Delivery]:
        """Take as many of the alerts as are free, for one message; what others hold is left out."""
        return [claimed for claimed in _each(keys, lambda key: self.claim(key, now, until, batch)) if claimed]

    def release(self, keys: Iterable[AlertKey], retry_at: float, unanswered: int = 0) -> None:
        """Give claimed alerts back, with the number of `unanswered` posts; nobody takes them before `retry_at`."""
        changed = {"retry_at": retry_at, **({"unanswered": unanswered} if unanswered else {})}
        _each(keys, lambda key: self._update(Update(alert_key(key), changed, condition=_UNSENT)))

    def mark_sent(self, keys: Iterable[AlertKey], receipt: Receipt, retry_at: float = 0) -> None:
        """Write down where alerts were sent; those that are not `mirrored` stay unsent, and are due at `retry_at`."""
        left = {"unsent": None, "retry_at": None} if receipt.mirrored else {"retry_at": retry_at}
        sent = {"receipt": receipt.model_dump(exclude_none=True), **left}
        _each(keys, lambda key: self._update(Update(alert_key(key), sent, condition=_UNSENT)))

    def keep_batch(self, batch: Batch) -> None:
        """Store a message about many alerts: from now on all of them count as sent."""
        self._table.put(
            {
                **_batch_key(batch.rate_limit_key, batch.batch_id)._asdict(),
                "batch": batch.model_dump_json(exclude={"resolutions", "actions"}, exclude_none=True),
                "resolutions": batch.resolutions or None,
                "expired_at": int(batch.receipt.sent_at) + ALERT_RETENTION_SECONDS,
            }
        )

    def batch(self, rate_limit_key: str, batch_id: str) -> Batch | None:
        """A message about many alerts; None when it was never sent."""
        row = self._table.get(_batch_key(rate_limit_key, batch_id), consistent=True)
        return _batch(row) if row else None

    def resolve_in_batch(self, rate_limit_key: str, batch_id: str, resolutions: frozenset[str]) -> Batch | None:
        """Add resolutions to a stored batch, each once however often it is added; None when it is gone."""
        try:
            update = Update(_batch_key(rate_limit_key, batch_id), add={"resolutions": resolutions}, condition=PRESENT)
            return _batch(self._table.update(update))
        except ConditionFailed:
            return None

    def act_in_batch(
        self, rate_limit_key: str, batch_id: str, done: SummaryAction, open_again: frozenset[str]
    ) -> Batch | None:
        """Add what somebody did to all of a stored batch, unless a later action of its kind is there."""
        key, name = _batch_key(rate_limit_key, batch_id), f"done_{done.kind}"
        newest = Condition(f"attribute_exists(pk) AND (attribute_not_exists({name}) OR {name} <= :{name})")
        discarded = {"resolutions": open_again} if open_again else {}
        try:
            written = {name: done.model_dump_json(exclude_none=True)}  # begins with its instant
            return _batch(self._table.update(Update(key, written, discard=discarded, condition=newest)))
        except ConditionFailed:
            return self.batch(rate_limit_key, batch_id)

    def _update(self, update: Update) -> Delivery | None:
        try:
            return _delivery(self._table.update(update))
        except ConditionFailed:
            return None


def _each[T](keys: Iterable[AlertKey], change: Callable[[AlertKey], T]) -> list[T]:
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(workers.map(change, keys))


def _batch_key(rate_limit_key: str, batch_id: str) -> Key:
    return Key(f"BATCH#{rate_limit_key}", batch_id)


def _batch(row: Row) -> Batch:
    kept = Batch.model_validate_json(row["batch"])
    actions = (SummaryAction.model_validate_json(row[name]) for name in _DONE if name in row)
    return kept.model_copy(
        update={"resolutions": frozenset(row.get("resolutions") or []), "actions": tuple(actions)},
    )


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        alert=Alert.model_validate_json(row["alert"]),
        unsent="unsent" in row,
        written_at=row["written_at"],
        attempts=row.get("attempts", 0),
        retry_at=row.get("retry_at", 0),
        batch=row.get("batch_id"),
        receipt=Receipt(**row["receipt"]) if row.get("receipt") else None,
        unanswered=row.get("unanswered", 0),
    )
