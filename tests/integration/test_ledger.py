"""The ledger against DynamoDB's own behaviour: conditions, reasons, the index, sizes, old items beside ours."""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import from_item, to_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.events import Event, to_epoch
from config_monitor.domain.policy import Classified
from config_monitor.errors import WriteConflict
from config_monitor.ports import Record
from config_monitor.use_cases.parse_event import parse_event
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import AT_ONCE, KEY, NA, NC, RULE, C, evaluated, removed
from simulation.invocation import Killed
from simulation.limited_table import LimitedTable
from simulation.table_definition import TABLE
from tests.support.faults import NOW, SCENES, Faulty, killed_after, persist
from tests.support.incidents import ended, reported
from tests.support.samples import changed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PACK = f"{RULE}-conformance-pack-szsm1uv0w"


def everything(client: "DynamoDBClient") -> dict[tuple[str, str], dict[str, Any]]:
    actual = [from_item(item) for item in client.scan(TableName=TABLE, ConsistentRead=True)["Items"]]
    return {(item["pk"], item["sk"]): item for item in actual}


STORY = [
    evaluated(NC, 1, annotation="open"),
    evaluated(NC, 1, annotation="open"),
    evaluated(NC, 2, rule_name=PACK),
    evaluated(C, 4, NC),
    evaluated(C, 3, NC, rule_name=PACK),
    evaluated(NC, 5, C),
    evaluated(NC, 1, rule="ec2-ebs-encryption-by-default", rule_name="ec2-ebs-encryption-by-default"),
    removed(6),
    evaluated(NC, 5.5, rule="late-rule", rule_name="late-rule"),
    evaluated(NC, 7),
    Classified(event=reported(1), route=AT_ONCE),
    Classified(event=ended(2), route=AT_ONCE),
    Classified(event=reported(3), route=AT_ONCE),
]


def test_a_whole_story_leaves_what_the_table_in_memory_leaves(client: "DynamoDBClient") -> None:
    """So that the thousands of cases which run on that one speak of DynamoDB too."""
    memory = LimitedTable()
    for event in STORY:
        assert persist(event, client) == persist(event, memory)
    assert {key: from_item(item) for key, item in memory.items.items()} == everything(client)


@pytest.mark.parametrize("scene", ["a first evaluation", "a resolution", "a late arrival"])
def test_a_kill_after_each_call_and_a_redelivery_converge(client: "DynamoDBClient", scene: str) -> None:
    """The proof in memory, once more on DynamoDB's own transactions."""
    *earlier, last = SCENES[scene]
    for event in earlier:
        persist(event, client)
    for call in range(1, 10):
        try:
            persist(last, Faulty(client, after=killed_after(call)))
        except Killed:
            continue
        break
    memory = LimitedTable()
    for event in SCENES[scene]:
        persist(event, memory)
    assert call > 1
    assert everything(client) == {key: from_item(item) for key, item in memory.items.items()}


def test_a_second_delivery_is_a_duplicate_and_a_stale_read_is_a_conflict(client: "DynamoDBClient") -> None:
    ledger = DynamoDBLedger(Table(client, TABLE))
    stale = ledger.violation(KEY)
    persist(evaluated(NC, 1), client)
    assert persist(evaluated(NC, 1), client).outcome == "duplicate"
    newer = ledger.violation(KEY)
    with pytest.raises(WriteConflict):
        ledger.record(Record(evaluated(C, 2), [(stale, newer)]), NOW)
    assert ledger.record(Record(evaluated(NC, 1), [(stale, newer)]), NOW) == "duplicate"


def test_a_cancelled_transaction_writes_nothing_and_says_why_in_order(client: "DynamoDBClient") -> None:
    """What the ledger takes for granted of DynamoDB, ALL_OLD included."""
    persist(evaluated(NC, 1), client)
    before = everything(client)
    row = to_item(event_row(evaluated(NC, 1), NOW))
    free = {"pk": {"S": "FREE"}, "sk": {"S": "FREE"}}
    put = {"TableName": TABLE, "ConditionExpression": "attribute_not_exists(pk)"}
    writes: Any = [
        {"Put": {**put, "Item": row, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
        {"Put": {**put, "Item": free}},
    ]
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(TransactItems=writes)
    reasons: Any = refused.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["ConditionalCheckFailed", "None"]
    assert reasons[0]["Item"]["id"] == row["id"]
    assert everything(client) == before


def test_a_violation_update_keeps_what_the_sender_has_written(client: "DynamoDBClient") -> None:
    persist(evaluated(NC, 1), client)
    key = next(key for key in everything(client) if key[0].startswith("VIOLATION#"))
    client.update_item(
        TableName=TABLE,
        Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}},
        UpdateExpression="SET thread_ts = :ts",
        ExpressionAttributeValues={":ts": {"S": "1795421742.000100"}},
    )
    persist(evaluated(C, 2, NC), client)
    violation = everything(client)[key]
    assert (violation["thread_ts"], violation["closed_as"]) == ("1795421742.000100", "fixed")


def parsed(raw: dict[str, Any]) -> Event:
    from config_monitor.adapters.sources import read_event

    event = parse_event(raw, read_event, NOW).event
    assert event is not None
    return event


@pytest.mark.parametrize("filler", ["a", "\u00e9", "\U0001f600", '"'], ids=["plain", "accented", "emoji", "escaped"])
def test_the_row_of_an_event_of_256_kb_stays_below_an_items_400_kb(client: "DynamoDBClient", filler: str) -> None:
    length = (256 * 1024 - 4096) // len(json.dumps(filler, ensure_ascii=False)[1:-1].encode())
    event = parsed(changed("config/non-compliant", "detail.filler", filler * length))
    answer = persist(Classified(event=event, route=AT_ONCE), client)
    assert answer.outcome == "stored"
    (row,) = (item for key, item in everything(client).items() if key[0] == "EVENT")
    assert len(json.dumps(row, ensure_ascii=False).encode()) < 400 * 1024
    assert row["id"] == event.id


@pytest.mark.parametrize(("days", "of_what_is_gone"), [(30, 90), (90, 90), (3650, 3650)])
def test_history_is_kept_as_long_as_the_stack_says_and_what_is_gone_no_shorter(
    client: "DynamoDBClient", days: int, of_what_is_gone: int
) -> None:
    ledger = DynamoDBLedger(Table(client, TABLE), days)
    gone = evaluated(NA, 2, NC)
    for event in (evaluated(NC, 1), gone):
        persist_event(event, ledger, NOW, lambda _: None)
    rows = [row for (pk, _), row in everything(client).items() if pk == "EVENT"]
    assert {row["expired_at"] - row["published_at"] for row in rows} == {days * 86400}
    (violation,) = (row for (pk, _), row in everything(client).items() if pk.startswith("VIOLATION"))
    assert violation["expired_at"] == to_epoch(violation["evaluated_at"]) + of_what_is_gone * 86400


def old_item(published_at: int, **more: Any) -> dict[str, Any]:
    """An event as the existing system writes it: its attributes only, numbers as Decimal, prefixed sources."""
    return {
        "pk": "EVENT",
        "sk": f"EVENT#{published_at}-5c1f",
        "id": f"{published_at}-5c1f",
        "account": "111122223333",
        "region": "eu-central-1",
        "source": "monitoring.aws.config",
        "detail_type": "Config Rules Compliance Change",
        "detail": json.dumps({"configRuleName": "encrypted-volumes"}),
        "severity": Decimal(4),
        "resources": json.dumps(["vol-0a1"]),
        "published_at": Decimal(published_at),
        "updated_at": Decimal(published_at),
        "expired_at": Decimal(published_at + 90 * 86400),
        **more,
    }


def test_items_of_the_existing_system_are_read_beside_ours_and_left_alone(client: "DynamoDBClient") -> None:
    old = old_item(1795421000, tags={"team-a"}, score=Decimal("7.5"), note=None, extra=[Decimal(1), {"deep": True}])
    client.put_item(TableName=TABLE, Item={name: TypeSerializer().serialize(value) for name, value in old.items()})
    for event in STORY:
        persist(event, client)
    rows = [item for key, item in everything(client).items() if key[0] == "EVENT"]
    kept = next(row for row in rows if row["source"] == "monitoring.aws.config")
    assert kept == {**old, "tags": ["team-a"], "score": 7.5}
    assert isinstance(kept["severity"], int)
    assert len(rows) == 1 + len({event.event.id for event in STORY})


def test_the_same_event_written_by_the_existing_system_is_a_duplicate(client: "DynamoDBClient") -> None:
    """One row under the existing key; docs/adopting-a-table.md says which of the two systems to switch off first."""
    ours = evaluated(NC, 1, event_id="5c1f")
    client.put_item(
        TableName=TABLE,
        Item={n: TypeSerializer().serialize(v) for n, v in old_item(ours.event.published_at).items()},
    )
    assert persist(ours, client).outcome == "duplicate"
