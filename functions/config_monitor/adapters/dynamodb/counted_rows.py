"""Pairs and events as reports count them, read from a part of their attributes."""

from collections.abc import Mapping

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.rows import alert_key
from config_monitor.domain.events import ComplianceStatus, from_epoch, to_epoch
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.reports import EventOutcome, Pair, PairKey, Step

# Enough of a violation to count it when its status has not changed since the span began: a quarter of the item.
PAIR_ATTRIBUTES = (
    *("rule_name", "resource_type", "resource_id", "status", "since"),
    *("severity", "exception", "excepted_until", "opened_at", "resource_name", "deadline_at"),
)
EVENT_ATTRIBUTES = (
    *("status", "severity", "published_at", "updated_at", "evaluated_at"),
    *("alert", "digest", "source", "title", "detail_type"),
)
# What was evaluated longer before it was published came from a backfill: its age is not a time to detect.
LONGEST_DETECTION_SECONDS = 86400


def key_of_row(account: str, region: str, row: Row) -> PairKey:
    """The key of a pair."""
    return PairKey(account, region, row["rule_name"], row["resource_type"], row["resource_id"])


def outcome_of_row(row: Row, delivered: Mapping[Key, bool]) -> EventOutcome:
    """What became of an event; `delivered` has, by key, whether the channel has its alert."""
    evaluated_at, title = row.get("evaluated_at"), row.get("title") or row.get("detail_type", "")
    age = row["published_at"] - to_epoch(evaluated_at) if evaluated_at else LONGEST_DETECTION_SECONDS
    detected = row.get("status") == ComplianceStatus.NON_COMPLIANT and age < LONGEST_DETECTION_SECONDS
    return EventOutcome(
        published_at=from_epoch(row["published_at"]),
        severity=int(row["severity"]),
        detected_after=int(row["updated_at"] - to_epoch(evaluated_at)) if detected and evaluated_at else None,
        delivered=delivered.get(key) if (key := alert_key_of_row(row)) else None,
        left=(row["source"], title) if row.get("digest") else None,
    )


def alert_key_of_row(row: Row) -> Key | None:
    """The key of an event's alert; None without one, and for one that an older version wrote in a form of its own."""
    try:
        return alert_key(AlertKey.model_validate(row["alert"])) if row.get("alert") else None
    except ValueError:
        return None


def pair_of_row(key: PairKey, row: Row) -> Pair:
    """A pair from `PAIR_ATTRIBUTES`: one step, long ago."""
    return Pair(
        key=key,
        severity=row["severity"],
        steps=(Step(row["since"], ComplianceStatus(row["status"]), opened_at=row.get("opened_at")),),
        exception=row.get("exception"),
        excepted_until=row.get("excepted_until"),
        resource_name=row.get("resource_name"),
        due_at=row.get("deadline_at"),
    )
