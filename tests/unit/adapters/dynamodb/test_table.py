"""The table: rows in and out, StorageBusy from every call, pages joined, what DynamoDB left out read again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from config_monitor.adapters.dynamodb.items import Key, from_item, serialize, to_item
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import BATCH_ATTEMPTS, BATCH_KEYS, BUSY, ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import ABSENT, PRESENT, Check, Condition, Put, Update, Write
from config_monitor.errors import StorageBusy, StorageRefused
from simulation.limited_table import error
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table

KEY = Key("A", "1")
CALLS: dict[str, Callable[[Table], Any]] = {
    "get": lambda table: table.get(KEY),
    "get_all": lambda table: list(table.get_all([KEY])),
    "page": lambda table: table.page(Query("A")),
    "query": lambda table: list(table.query(Query("A"))),
    "scan_index": lambda table: list(table.scan_index("unsent", ["unsent"])),
    "put": lambda table: table.put({**KEY._asdict()}),
    "update": lambda table: table.update(Update(KEY, {"n": 1})),
    "transact": lambda table: table.transact([Put({**KEY._asdict()}), Check(KEY, PRESENT)]),
    "transact alone": lambda table: table.transact([Put({**KEY._asdict()})]),
}


@pytest.fixture
def table() -> Iterator[Table]:
    with moto_table() as client:
        yield Table(client, TABLE)


class Failing:
    """A client of which every call fails alike."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> Any:
            raise self._failure

        return call


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("code", sorted(BUSY))
def test_throttling_of_any_call_is_a_busy_table(call: str, code: str) -> None:
    table: Any = Table(Failing(error(code)), TABLE)  # type: ignore[arg-type] # a stand-in
    with pytest.raises(StorageBusy, match=code):
        CALLS[call](table)


@pytest.mark.parametrize("call", CALLS)
def test_a_table_out_of_reach_is_a_busy_table_and_any_other_error_passes(call: str) -> None:
    unreachable: Any = Failing(ConnectTimeoutError(endpoint_url="https://dynamodb"))
    with pytest.raises(StorageBusy, match="cannot be reached"):
        CALLS[call](Table(unreachable, TABLE))
    faulty: Any = Failing(error("AccessDeniedException"))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        CALLS[call](Table(faulty, TABLE))


@pytest.mark.parametrize("call", CALLS)
def test_what_the_table_can_never_take_is_refused_for_good(call: str) -> None:
    too_large: Any = Failing(error("ValidationException"))
    with pytest.raises(StorageRefused):
        CALLS[call](Table(too_large, TABLE))


def test_a_row_comes_back_as_it_was_put(table: Table) -> None:
    row = {**KEY._asdict(), "n": 1, "x": 1.5, "yes": True, "list": ["a", {"b": 2}], "set": {"b", "a"}, "none": None}
    table.put(row)
    kept = {name: value for name, value in row.items() if value is not None}
    assert table.get(KEY) == {**kept, "set": ["a", "b"]}
    assert table.get(Key("A", "2"), consistent=True) is None


def test_rows_hold_no_type_that_dynamodb_has_not() -> None:
    with pytest.raises(TypeError, match="object"):
        serialize(object())
    assert from_item(to_item({"a": ("b",)})) == {"a": ["b"]}


def test_an_update_sets_removes_and_adds_and_says_what_came_of_it(table: Table) -> None:
    table.put({**KEY._asdict(), "old": "x", "n": 1})
    after = table.update(Update(KEY, {"new": "y", "old": None}, {"n": 2, "ends": {"a"}}, PRESENT))
    assert after == {**KEY._asdict(), "new": "y", "n": 3, "ends": ["a"]}
    assert table.get(KEY) == after


def test_a_condition_that_does_not_hold_shows_the_item_as_it_is(table: Table) -> None:
    with pytest.raises(ConditionFailed) as absent:
        table.update(Update(KEY, {"n": 1}, condition=PRESENT))
    table.put({**KEY._asdict(), "n": 5}, ABSENT)
    with pytest.raises(ConditionFailed) as present:
        table.put({**KEY._asdict(), "n": 6}, ABSENT)
    with pytest.raises(ConditionFailed):
        table.update(Update(KEY, {"n": 7}, condition=Condition("n = :read", {"read": 4})))
    assert (absent.value.row, present.value.row["n"]) == ({}, 5)


def test_a_transaction_is_whole_or_says_why_in_order(table: Table) -> None:
    writes: list[Write] = [
        Put({"pk": "A", "sk": "2"}),
        Update(Key("A", "3"), add={"n": 1}),
        Check(KEY, PRESENT),
    ]
    assert table.transact(writes) == ["None", "None", "ConditionalCheckFailed"]
    assert list(table.query(Query("A"))) == []
    table.put(KEY._asdict())
    assert table.transact(writes) == []
    assert [row["sk"] for row in table.query(Query("A"))] == ["1", "2", "3"]


def test_one_write_alone_is_no_transaction_and_answers_alike(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(type(table._client), "transact_write_items")
    for write in (Put(KEY._asdict(), ABSENT), Update(Key("A", "2"), {"n": 1}, condition=ABSENT)):
        assert table.transact([write]) == []
        assert table.transact([write]) == ["ConditionalCheckFailed"]


def test_a_query_is_bounded_filtered_projected_and_ordered(table: Table) -> None:
    for number in range(20):
        table.put({"pk": "A", "sk": f"{number:02}", "even": number % 2 == 0, "region": "eu", "unsent": "ops"})

    def keys(query: Query) -> list[str]:
        return [row["sk"] for row in table.query(query)]

    assert keys(Query("A", prefix="1")) == [f"{n}" for n in range(10, 20)]
    assert keys(Query("A", low="17")) == ["17", "18", "19"]
    assert keys(Query("A", high="01", ascending=False)) == ["01", "00"]
    assert keys(Query("A", low="04", high="07", filters={"even": True}, consistent=True)) == ["04", "06"]
    assert list(table.query(Query("ops", by="unsent", high="00", attributes=["region"]))) == [{"region": "eu"}]
    assert len(list(table.scan_index("unsent", ["sk"]))) == 20
    with pytest.raises(ValueError, match="one condition"):
        keys(Query("A", prefix="1", low="0"))


def test_pages_go_on_where_they_ended(table: Table) -> None:
    for number in range(7):
        table.put({"pk": "A", "sk": str(number)})
    pages = list(table.pages(Query("A"), limit=3))
    assert [[row["sk"] for row in page.rows] for page in pages][:3] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    last = table.page(Query("A"), limit=3, after=pages[0].last_key)
    assert ([row["sk"] for row in last.rows], last.read) == (["3", "4", "5"], 3)


class Partial:
    """A client that reads some keys of each batch and leaves the others."""

    def __init__(self, at_once: int) -> None:
        self._at_once, self.asked = at_once, list[int]()

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 - DynamoDB's own name
        keys = RequestItems[TABLE]["Keys"]
        self.asked.append(len(keys))
        read, left = keys[: self._at_once], keys[self._at_once :]
        unprocessed = {TABLE: {"Keys": left}} if left else {}
        return {"Responses": {TABLE: read}, "UnprocessedKeys": unprocessed}


def test_what_dynamodb_leaves_out_is_read_again_after_a_pause() -> None:
    client, pauses = Partial(40), list[int]()
    table: Any = Table(client, TABLE, pauses.append)  # type: ignore[arg-type] # a stand-in
    keys = [Key("A", str(number)) for number in range(BATCH_KEYS + 20)]
    assert [Key(**row) for row in table.get_all([*keys, keys[0]])] == keys
    assert (client.asked, pauses) == ([100, 60, 20, 20], [1, 2])


def test_a_table_that_reads_nothing_is_not_asked_for_ever() -> None:
    client, pauses = Partial(0), list[int]()
    table: Any = Table(client, TABLE, pauses.append)  # type: ignore[arg-type] # a stand-in
    with pytest.raises(StorageBusy, match="1 items unread"):
        list(table.get_all([KEY]))
    assert (len(client.asked), pauses) == (BATCH_ATTEMPTS, list(range(1, BATCH_ATTEMPTS)))
