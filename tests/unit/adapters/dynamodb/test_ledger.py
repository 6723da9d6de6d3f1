"""What the ledger makes of DynamoDB's refusals: a duplicate, a conflict, a busy table or a fault of ours."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from config_monitor.adapters.dynamodb.items import to_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import event_row
from config_monitor.adapters.dynamodb.table import BUSY_REASONS, Table
from config_monitor.domain.compliance import Violation
from config_monitor.errors import StorageBusy, StorageRefused, WriteConflict
from config_monitor.ports import Record
from simulation.evaluations import KEY, NC, evaluated
from simulation.limited_table import Cancelled, LimitedTable
from simulation.table_definition import TABLE
from tests.support.faults import Faulty

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Refusing:
    """A table that answers every write with one error."""

    def __init__(self, refusal: ClientError) -> None:
        self._refusal = refusal

    def put_item(self, *_: Any, **__: Any) -> Any:
        raise self._refusal

    transact_write_items = put_item


def refused(reasons: list[str], record: Record | None = None) -> str:
    ledger: Any = DynamoDBLedger(Table(Refusing(Cancelled(reasons)), TABLE))  # type: ignore[arg-type] # a stand-in
    opened = Record(evaluated(NC, 1), [(Violation(key=KEY), Violation(key=KEY))])
    outcome: str = ledger.record(record or opened, NOW)
    return outcome


@pytest.mark.parametrize("other", ["None", "ConditionalCheckFailed", "TransactionConflict", "ThrottlingError"])
def test_a_row_that_is_there_is_a_duplicate_whatever_else_was_refused(other: str) -> None:
    assert refused(["ConditionalCheckFailed", other]) == "duplicate"


@pytest.mark.parametrize("reason", ["ConditionalCheckFailed", "TransactionConflict"])
def test_somebody_faster_is_a_conflict(reason: str) -> None:
    with pytest.raises(WriteConflict):
        refused(["None", reason])


def test_a_conflict_on_the_events_own_row_is_no_duplicate_yet() -> None:
    """Another delivery of it is being written and may still fail."""
    with pytest.raises(WriteConflict):
        refused(["TransactionConflict", "None"])


def test_a_chunk_without_event_has_no_duplicate() -> None:
    with pytest.raises(WriteConflict):
        refused(["ConditionalCheckFailed"], Record(None, [(Violation(key=KEY), Violation(key=KEY))]))


@pytest.mark.parametrize("reason", sorted(BUSY_REASONS))
def test_a_throttled_write_is_a_busy_table(reason: str) -> None:
    with pytest.raises(StorageBusy, match=reason):
        refused(["None", reason])


def test_a_faulty_write_is_not_taken_for_a_busy_table() -> None:
    """Trying again would never help: the event goes to the dead-letter queue at once."""
    with pytest.raises(StorageRefused):
        refused(["None", "ValidationError"])


def test_a_record_that_changes_nothing_costs_no_call() -> None:
    calls: list[str] = []
    ledger = DynamoDBLedger(Table(Faulty(LimitedTable(), before=calls.append), TABLE))  # type: ignore[arg-type] # a stand-in
    assert ledger.record(Record(None), NOW) == "stored"
    assert calls == []


def test_a_row_without_status_has_no_part_in_the_sparse_indexes() -> None:
    known = evaluated(NC, 1)
    event = known.event.model_copy(update={"status": None, "evaluation": None})
    item = to_item(event_row(known.model_copy(update={"event": event}), NOW))
    assert not {"account_status", "rule_status", "rule_name", "rule"} & set(item)
