"""How fast and how often a channel gets messages: one sender at a time, a second between messages, group intervals.

Times are epoch seconds. An item that nobody touches for a day expires.
"""

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import PRESENT, Condition, Update
from config_monitor.domain.notifications import Storm

_KEPT_SECONDS = 86400


class DynamoDBRateLimiter:
    """The rate limiter in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def acquire(self, rate_limit_key: str, holder: str, now: float, until: float) -> float | None:
        """Be the only sender under a key until `until` at most: None when acquired, else when it may be free."""
        refused = self._refused(
            Update(
                Key("RATE_LIMIT", rate_limit_key),
                {"holder": holder, "held_until": until, "expired_at": int(now) + _KEPT_SECONDS},
                condition=Condition(
                    "(attribute_not_exists(free_at) OR free_at <= :now)"
                    " AND (attribute_not_exists(held_until) OR held_until <= :now)",
                    {"now": now},
                ),
            )
        )
        if refused is None:
            return None
        return float(max(refused.get("free_at", now), now + 0.5 if refused.get("held_until", 0) > now else now))

    def release(self, rate_limit_key: str, holder: str, free_at: float) -> None:
        """Let the next sender in, from `free_at` on."""
        changed = {"free_at": free_at, "holder": None, "held_until": None}
        own = Condition("holder = :own", {"own": holder})
        self._refused(Update(Key("RATE_LIMIT", rate_limit_key), changed, condition=own))

    def open_group_interval(
        self, rate_limit_key: str, group: str, opener: str, since: float, until: float
    ) -> float | None:
        """Be the first of a group: None when opened, else until when the one of another was or is open."""
        free = "attribute_not_exists(open_until) OR open_until <= :since OR opener = :own"
        changed = {"opener": opener, "open_until": until, "expired_at": int(until) + _KEPT_SECONDS}
        condition = Condition(free, {"since": since, "own": opener})
        refused = self._refused(Update(_group_key(rate_limit_key, group), changed, condition=condition))
        return None if refused is None else float(refused["open_until"])

    def extend_group_interval(self, rate_limit_key: str, group: str, until: float) -> None:
        """Keep a group interval open, or open it: something of the group was sent just now."""
        changed = {"open_until": until, "expired_at": int(until) + _KEPT_SECONDS}
        earlier = Condition("attribute_not_exists(open_until) OR open_until < :at", {"at": until})
        self._refused(Update(_group_key(rate_limit_key, group), changed, condition=earlier))

    def count(self, rate_limit_key: str, counted: str, now: float, seconds: float) -> int:
        """Count one more and answer which one it is; `seconds` after the first one the count begins anew."""
        key, over = _group_key(rate_limit_key, counted), Condition("began_at > :over", {"over": now - seconds})
        counting = Update(key, add={"messages": 1}, condition=over)
        try:
            return int(self._table.update(counting)["messages"])
        except ConditionFailed:
            began = {"began_at": now, "messages": 1, "expired_at": int(now + seconds) + _KEPT_SECONDS}
            self._table.update(Update(key, began))
            return 1

    def storm(self, rate_limit_key: str) -> Storm | None:
        """The last storm under a key, over or not."""
        row = self._table.get(_storm_key(rate_limit_key))
        return Storm.model_validate({name: row[name] for name in Storm.model_fields}) if row else None

    def keep_storm(self, rate_limit_key: str, storm: Storm) -> None:
        """Store a storm in place of the one before."""
        row = {**_storm_key(rate_limit_key)._asdict(), **storm.model_dump()}
        self._table.put({**row, "expired_at": int(storm.last_at) + _KEPT_SECONDS})

    def join_storm(self, rate_limit_key: str, group: str) -> None:
        """Add a group to the storm; nothing happens when it is gone."""
        self._refused(Update(_storm_key(rate_limit_key), add={"groups": frozenset([group])}, condition=PRESENT))

    def _refused(self, update: Update) -> Row | None:
        """None when the item was changed; the item as it is when the condition did not hold."""
        try:
            self._table.update(update)
        except ConditionFailed as refused:
            return refused.row
        return None


def _group_key(rate_limit_key: str, group: str) -> Key:
    return Key(f"RATE_LIMIT#{rate_limit_key}", group)


def _storm_key(rate_limit_key: str) -> Key:
    return Key("STORM", rate_limit_key)
