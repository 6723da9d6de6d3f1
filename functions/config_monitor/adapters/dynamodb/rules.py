"""The rules that agents list, behind the RuleRegister port; no attribute of an item is the key of an index."""

import time
from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Any

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import ABSENT, Condition, Update
from config_monitor.domain.events import RETENTION_SECONDS, InventoryRule, RuleInventory, to_epoch
from config_monitor.domain.rules import KnownRule, OwnName
from config_monitor.errors import WriteConflict

SECONDS_KEPT, KEPT = 50, 5_000
"""How long a rule that was looked up is used, and how many of them at most are in memory."""

COMPLETE = "COMPLETE"
ALIAS, LISTED_ELSEWHERE = "RULE_ALIAS", "RULE_LISTED_ELSEWHERE"


class DynamoDBRules:
    """The rules in the table."""

    def __init__(self, table: Table, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._table, self._monotonic = table, monotonic
        self._kept: dict[Key, tuple[float, KnownRule | None]] = {}

    def find(self, account: str, region: str, name: str) -> KnownRule | None:
        """A rule by its raw name, as it was within the last minute."""
        key, now = rule_key(account, region, name), self._monotonic()
        kept = self._kept.get(key)
        if kept is None or now - kept[0] >= SECONDS_KEPT:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            row = self._table.get(key)
            kept = self._kept[key] = (now, rule_from(key, row) if row else None)
        return kept[1]

    def managed_rule_named(self, name: str) -> str | None:
        """The managed rule that rules of this name are, where the name says otherwise."""
        row = self._table.get(Key(ALIAS, name)) or self._table.get(Key(LISTED_ELSEWHERE, name)) or {}
        return row.get("managed_rule")

    def listed_elsewhere(self, canonical: str) -> bool:
        """Whether violations of some rules of this canonical name are listed under a managed rule."""
        return self._table.get(Key(LISTED_ELSEWHERE, canonical)) is not None

    def rules(self, account: str, region: str, at_most: int | None = None) -> list[KnownRule]:
        """All rules known in a scope, or the first of them."""
        rows = self._table.query(Query(rule_key(account, region, "").pk, consistent=True))
        return [rule_from(Key(row["pk"], row["sk"]), row) for row in islice(rows, at_most)]

    def listed(self, account: str, region: str, names: Collection[str]) -> dict[str, KnownRule]:
        """Those of some rules of a scope that are known."""
        keys = (rule_key(account, region, name) for name in names)
        rows = self._table.get_all(keys, consistent=True)
        return {row["sk"]: rule_from(Key(row["pk"], row["sk"]), row) for row in rows}

    def store(self, before: KnownRule, after: KnownRule) -> None:
        """Write what inventories say of a rule."""
        changes = {
            "listed": after.listed.model_dump_json(exclude_none=True) if after.listed else None,
            "seen_at": after.seen_at,
            "first_listed_at": after.first_listed_at,
            "gone_at": after.gone_at,
            "expired_at": to_epoch(after.gone_at) + RETENTION_SECONDS if after.gone_at else None,
        }
        read = {name: value for name in ("seen_at", "gone_at") if (value := getattr(before, name))}
        unread = [f"attribute_not_exists({name})" for name in ("seen_at", "gone_at") if name not in read]
        condition = " AND ".join([*unread, *(f"{name} = :{name}_read" for name in read)])
        values = {f"{name}_read": value for name, value in read.items()}
        try:
            self._table.update(Update(_key_of(after), changes, condition=Condition(condition, values)))
        except ConditionFailed as error:
            raise WriteConflict(f"the rule {after.name} has changed since it was read") from error

    def keep_names(self, rules: Iterable[OwnName], taken_at: str) -> None:
        """Keep for as long as history that rules go by names of their own; names that are kept long enough are left."""
        named = {key: own for own in rules for key in (Key(ALIAS, own.raw_name), Key(LISTED_ELSEWHERE, own.canonical))}
        until = to_epoch(taken_at) + RETENTION_SECONDS
        rows = (row for row in self._table.get_all(named) if "managed_rule" in row)
        kept = {Key(row["pk"], row["sk"]) for row in rows if row.get("expired_at", 0) >= until}
        for key, own in named.items():
            if key not in kept:
                row = {"managed_rule": own.managed_rule, "expired_at": until + RETENTION_SECONDS}
                self._table.put({**key._asdict(), **row})

    def add_part(self, account: str, region: str, inventory: RuleInventory) -> str | None:
        """Note that a part has arrived; `taken_at` of the newest complete inventory."""
        partition, taken_at = inventory_partition(account, region), inventory.taken_at
        expired_at = to_epoch(taken_at) + RETENTION_SECONDS
        complete = self._table.get(Key(partition, COMPLETE), consistent=True)
        newest: str | None = complete["taken_at"] if complete else None
        if newest and newest >= taken_at:
            return newest
        marker = {"pk": partition, "sk": f"{taken_at}#{inventory.part:03}", "expired_at": expired_at}
        if inventory.parts > 1:
            self._table.put(marker)
            markers = self._table.query(Query(partition, prefix=f"{taken_at}#", consistent=True))
            if sum(1 for _ in markers) < inventory.parts:
                return newest
        read = Condition("taken_at = :read", {"read": newest}) if newest else ABSENT
        try:
            self._table.put({"pk": partition, "sk": COMPLETE, "taken_at": taken_at}, read)
        except ConditionFailed as error:
            raise WriteConflict("another inventory was completed meanwhile") from error
        return taken_at


def rule_key(account: str, region: str, name: str) -> Key:
    """The primary key of a rule's item."""
    return Key(f"RULE#{account}#{region}", name)


def inventory_partition(account: str, region: str) -> str:
    """The hash key of the parts that arrived of a scope's inventories, and of the newest complete one."""
    return f"INVENTORY#{account}#{region}"


def rule_from(key: Key, row: Row) -> KnownRule:
    """A rule as stored; one that was evaluated and never listed has no more than its times."""
    _, account, region = key.pk.split("#")
    listed = InventoryRule.model_validate_json(row["listed"]) if row.get("listed") else None
    times: dict[str, Any] = {
        name: row.get(name) for name in ("seen_at", "first_listed_at", "first_evaluated_at", "gone_at")
    }
    return KnownRule(account=account, region=region, name=key.sk, listed=listed, **times)


def first_evaluation_update(account: str, region: str, name: str, evaluated_at: str) -> Update:
    """An evaluation that is earlier than all that are known of a rule."""
    return Update(
        rule_key(account, region, name),
        {"first_evaluated_at": evaluated_at},
        condition=Condition(
            "attribute_not_exists(first_evaluated_at) OR first_evaluated_at > :earlier", {"earlier": evaluated_at}
        ),
    )


def _key_of(rule: KnownRule) -> Key:
    return rule_key(rule.account, rule.region, rule.name)
