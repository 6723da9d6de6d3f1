"""Alerts and rate limiter against DynamoDB's own behaviour: claims, waits, the index and what a batch keeps."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.rate_limiter import DynamoDBRateLimiter
from config_monitor.adapters.dynamodb.rows import alert_row
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.notifications import Alert, Batch, Receipt, Storm, SummaryAction, summarise_alerts
from simulation.sender import START, violation
from simulation.table_definition import TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = START
SENT = Receipt(sent_as="single", sent_at=NOW, channel_id="C1", message_id="1.0")


@pytest.fixture
def alerts(client: "DynamoDBClient") -> DynamoDBAlerts:
    return DynamoDBAlerts(Table(client, TABLE))


@pytest.fixture
def rate_limiter(client: "DynamoDBClient") -> DynamoDBRateLimiter:
    return DynamoDBRateLimiter(Table(client, TABLE))


def write(client: "DynamoDBClient", *written: Alert) -> None:
    for alert in written:
        client.put_item(TableName=TABLE, Item=to_item(alert_row(alert, datetime.fromtimestamp(NOW, UTC))))


def test_an_alert_is_claimed_by_one_until_its_claim_ends(client: "DynamoDBClient", alerts: DynamoDBAlerts) -> None:
    write(client, violation(1))
    key = violation(1).key
    first = alerts.claim(key, NOW, NOW + 90)
    assert first
    assert (first.alert, first.attempts) == (violation(1), 1)
    assert alerts.claim(key, NOW + 89, NOW + 180) is None
    again = alerts.claim(key, NOW + 90, NOW + 180, "batch-1")
    assert again
    assert (again.attempts, again.batch) == (2, "batch-1")


def test_a_sent_alert_leaves_the_index_and_keeps_its_receipt(client: "DynamoDBClient", alerts: DynamoDBAlerts) -> None:
    write(client, violation(1), violation(2))
    alerts.mark_sent([violation(1).key], SENT)
    assert alerts.claim(violation(1).key, NOW, NOW + 90) is None
    assert [d.alert.alert_id for d in alerts.unsent("security", NOW, 10).due] == ["event-2"]
    sent = alerts.get(violation(1).key)
    assert sent
    assert (sent.unsent, sent.receipt) == (False, SENT)


def test_what_is_not_mirrored_stays_unsent_with_its_receipt(client: "DynamoDBClient", alerts: DynamoDBAlerts) -> None:
    write(client, violation(1))
    assert alerts.claim(violation(1).key, NOW, NOW + 90)
    receipt = SENT.model_copy(update={"mirrored": False})
    alerts.mark_sent([violation(1).key], receipt, NOW + 5)
    assert alerts.claim(violation(1).key, NOW + 4, NOW + 94) is None
    (due,) = alerts.unsent("security", NOW + 5, 10).due
    assert (due.receipt, due.waits_for_channel) == (receipt, False)
    alerts.mark_sent([violation(1).key], SENT)
    assert alerts.backlog() == {}


def test_what_waits_is_found_by_channel_oldest_first(client: "DynamoDBClient", alerts: DynamoDBAlerts) -> None:
    written = [violation(n, at=NOW - n, rule=f"rule-{n % 3}") for n in range(7)]
    write(client, *written, violation(9, channel="elsewhere"))
    alerts.release([written[6].key], NOW + 30)
    waiting = alerts.unsent("security", NOW, 4)
    assert [d.alert.alert_id for d in waiting.due] == ["event-5", "event-4", "event-3", "event-2"]
    assert (waiting.more, waiting.next_at) == (True, NOW + 30)
    backlog = alerts.backlog()
    assert {channel: b.alerts for channel, b in backlog.items()} == {"elsewhere": 1, "security": 7}
    assert backlog["security"].oldest == int(NOW)


def test_posts_without_an_answer_are_counted_until_one_is_answered(
    client: "DynamoDBClient", alerts: DynamoDBAlerts
) -> None:
    write(client, violation(1))
    alerts.release([violation(1).key], NOW, 2)
    alerts.release([violation(1).key], NOW)
    claimed = alerts.claim(violation(1).key, NOW, NOW + 90)
    assert claimed
    assert claimed.unanswered == 2


def test_a_hundred_and_fifty_alerts_are_read_claimed_and_marked_at_once(
    client: "DynamoDBClient", alerts: DynamoDBAlerts
) -> None:
    written = [violation(n) for n in range(150)]
    write(client, *written)
    assert len(alerts.get_all([a.key for a in written])) == 150
    assert alerts.claim(written[0].key, NOW, NOW + 90)
    claimed = alerts.claim_all([a.key for a in written], NOW, NOW + 90, "b")
    assert len(claimed) == 149
    alerts.mark_sent([a.key for a in written], SENT)
    assert alerts.backlog() == {}


def test_what_is_not_there_is_none(alerts: DynamoDBAlerts) -> None:
    assert alerts.get(violation(1).key) is None
    assert alerts.get_all([violation(1).key]) == {}
    assert alerts.batch("security", "b") is None
    assert alerts.resolve_in_batch("security", "b", frozenset({"fixed#x"})) is None
    assert alerts.claim(violation(1).key, NOW, NOW + 90) is None


def test_a_batch_counts_each_resolution_once(alerts: DynamoDBAlerts) -> None:
    batch = Batch(
        batch_id="b",
        rate_limit_key="security",
        kind="violations",
        summary=summarise_alerts([violation(1)]),
        receipt=SENT,
    )
    alerts.keep_batch(batch)
    assert alerts.batch("security", "b") == batch
    alerts.resolve_in_batch("security", "b", frozenset({"excepted#1", "fixed#2"}))
    ended = alerts.resolve_in_batch("security", "b", frozenset({"fixed#1", "fixed#2", "removed#3"}))
    assert ended
    assert ended.counts == {"fixed": 2, "removed": 1}


def test_a_rate_limit_key_has_one_sender_and_a_pause_after_it(rate_limiter: DynamoDBRateLimiter) -> None:
    assert rate_limiter.acquire("security", "one", NOW, NOW + 15) is None
    assert rate_limiter.acquire("security", "two", NOW, NOW + 15) == NOW + 0.5
    rate_limiter.release("security", "two", NOW)
    assert rate_limiter.acquire("security", "two", NOW, NOW + 15)
    rate_limiter.release("security", "one", NOW + 31)
    assert rate_limiter.acquire("security", "two", NOW + 30, NOW + 45) == NOW + 31
    assert rate_limiter.acquire("security", "two", NOW + 31, NOW + 46) is None
    assert rate_limiter.acquire("elsewhere", "two", NOW, NOW + 15) is None


def test_a_sender_that_died_frees_its_rate_limit_key(rate_limiter: DynamoDBRateLimiter) -> None:
    assert rate_limiter.acquire("security", "one", NOW, NOW + 15) is None
    assert rate_limiter.acquire("security", "two", NOW + 15, NOW + 30) is None


def test_a_group_interval_is_its_openers_and_stays_open_while_it_is_kept(rate_limiter: DynamoDBRateLimiter) -> None:
    assert rate_limiter.open_group_interval("security", "rule", "a", NOW, NOW + 90) is None
    assert rate_limiter.open_group_interval("security", "rule", "a", NOW, NOW + 90) is None
    assert rate_limiter.open_group_interval("security", "rule", "b", NOW + 89, NOW + 179) == NOW + 90
    rate_limiter.extend_group_interval("security", "rule", NOW + 150)
    rate_limiter.extend_group_interval("security", "rule", NOW + 100)
    assert rate_limiter.open_group_interval("security", "rule", "b", NOW + 149, NOW + 239) == NOW + 150
    assert rate_limiter.open_group_interval("security", "rule", "b", NOW + 150, NOW + 240) is None


def test_a_storm_is_kept_as_it_is_and_joined(rate_limiter: DynamoDBRateLimiter) -> None:
    assert rate_limiter.storm("security") is None
    rate_limiter.join_storm("security", "b")
    storm = Storm(began_at=NOW, last_at=NOW + 0.5, summaries=3, groups=frozenset({"a"}))
    rate_limiter.keep_storm("security", storm)
    rate_limiter.join_storm("security", "b")
    assert rate_limiter.storm("security") == storm.model_copy(update={"groups": frozenset({"a", "b"})})
    assert rate_limiter.storm("other") is None


def test_what_is_counted_begins_anew_when_its_time_is_over(rate_limiter: DynamoDBRateLimiter) -> None:
    counted = [rate_limiter.count("security#accounts", "111111111111", now, 60.0) for now in (NOW, NOW + 1, NOW + 59.9)]
    assert counted == [1, 2, 3]
    assert rate_limiter.count("security#accounts", "222222222222", NOW, 60.0) == 1
    assert rate_limiter.count("security#accounts", "111111111111", NOW + 60.1, 60.0) == 1


def test_what_was_done_to_all_of_a_batch_is_kept_by_kind_and_the_newest_counts(alerts: DynamoDBAlerts) -> None:
    summary = summarise_alerts([violation(1), violation(2)])
    receipt = Receipt(sent_as="batch", sent_at=NOW)
    alerts.keep_batch(
        Batch(batch_id="c", rate_limit_key="security", kind="violations", summary=summary, receipt=receipt)
    )
    alerts.resolve_in_batch("security", "c", frozenset({"excepted#x", "excepted#y", "fixed#z"}))

    def act(minute: int, kind: str, **more: object) -> Batch | None:
        at = f"2026-11-24T09:{minute:02}:00.000Z"
        values = {"at": at, "kind": kind, "by": "alice", "number": 2, "undone": False, **more}
        done = SummaryAction.model_validate(values)
        again = frozenset({"excepted#x", "excepted#y"} if more else {})
        return alerts.act_in_batch("security", "c", done, again)

    act(1, "acknowledge")
    act(5, "except", until="2026-12-10", undone=True)
    batch = act(3, "except")
    assert batch is not None
    assert [(each.kind, each.undone) for each in batch.actions] == [("acknowledge", False), ("except", True)]
    assert batch.resolutions == {"fixed#z"}
    assert alerts.act_in_batch("security", "gone", batch.actions[0], frozenset()) is None
