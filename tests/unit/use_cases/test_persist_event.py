"""Storing an event while deliveries collide, callers die and the table is busy: nothing is lost or counted twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.rows import violation_attributes, violation_from
from config_monitor.domain.policy import Classified, Route
from config_monitor.errors import StorageBusy, WriteConflict
from config_monitor.ports import Record, Recorded
from config_monitor.ports.events import VIOLATIONS_PER_RECORD
from config_monitor.use_cases.optimistic_retry import ATTEMPTS
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NC, RULE, C, at, evaluated, removed
from simulation.limited_table import LimitedTable
from tests.support.fakes import FakeLedger
from tests.support.faults import (
    NOW,
    SCENES,
    WHAT_WAS_NOTIFIED,
    Faulty,
    counters_of,
    histories,
    of_kind,
    persist,
    recount,
    redelivered_after_kills,
    run_machine,
    throttled,
)


def facts(table: LimitedTable) -> list[dict[str, Any]]:
    """History, violations, counts and remembered ends, without what depends on what was known when it was notified."""
    kept = [item for kind in ("EVENT", "VIOLATION", "COUNTERS", "REMOVED") for item in of_kind(table, kind)]
    return [{name: value for name, value in item.items() if name not in WHAT_WAS_NOTIFIED} for item in kept]


def test_thousands_of_events_delivered_up_to_five_times_at_once_are_as_many_rows_and_no_double_counts() -> None:
    draw = random.Random(4)
    pairs = histories(500)
    events = [event for history in pairs for event in history]
    deliveries = [event for event in events for _ in range(draw.randint(1, 5))]
    draw.shuffle(deliveries)
    table = LimitedTable()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda event: persist(event, table), deliveries))
    assert len(of_kind(table, "EVENT")) == len(events) == 2_500
    assert sum(answer.outcome == "stored" for answer in answers) == len(events)
    assert counters_of(table) == recount(table)
    keys = [key for answer in answers for key in answer.alerts]
    assert len(keys) == len(set(keys)) == len(of_kind(table, "ALERT"))
    expected = LimitedTable()
    for event in events:
        persist(event, expected)
    assert facts(table) == facts(expected)


@pytest.mark.parametrize("scene", SCENES)
def test_a_kill_after_each_call_and_a_redelivery_end_as_if_nothing_had_happened(scene: str) -> None:
    points = 0
    for call, table, undisturbed in redelivered_after_kills(SCENES[scene]):
        points += 1
        assert facts(table) == facts(undisturbed), f"killed after call {call}"
        assert of_kind(table, "ALERT") == of_kind(undisturbed, "ALERT"), f"killed after call {call}"
    assert points >= 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_with_a_throttled_table_all_is_stored_or_on_the_queue_and_stored_after_redrive(share: float) -> None:
    draw = random.Random(int(share * 100))
    events = [event for history in histories(60) for event in history]
    table, dead = LimitedTable(), list[Classified]()
    run_machine(events, Faulty(table, before=throttled(share, draw)), dead)
    stored = {row["id"] for row in of_kind(table, "EVENT")}
    assert stored | {event.event.id for event in dead} == {event.event.id for event in events}
    assert len(stored) + len(dead) == len(events)
    still_dead: list[Classified] = []
    run_machine([*dead, *dead[:5]], table, still_dead)
    assert still_dead == []
    expected = LimitedTable()
    for event in events:
        persist(event, expected)
    assert facts(table) == facts(expected)
    assert counters_of(table) == recount(table)


class Stormy(FakeLedger):
    """A ledger on which others are faster for some attempts."""

    def __init__(self, conflicts: int) -> None:
        super().__init__()
        self._conflicts = conflicts

    def record(self, record: Record, now: datetime) -> Recorded:
        self._conflicts -= 1
        if self._conflicts >= 0:
            raise WriteConflict
        return super().record(record, now)


def test_a_storm_of_conflicts_is_waited_out_with_growing_pauses() -> None:
    pauses: list[int] = []
    answer = persist_event(evaluated(NC, 1), Stormy(ATTEMPTS - 1), NOW, pauses.append)
    assert answer.outcome == "stored"
    assert pauses == list(range(1, ATTEMPTS))


def test_conflicts_without_end_are_left_to_the_machines_patience() -> None:
    with pytest.raises(StorageBusy, match=f"{ATTEMPTS} times in a row"):
        persist_event(evaluated(NC, 1), Stormy(ATTEMPTS), NOW, lambda _: None)


def test_a_deletion_moves_hundreds_of_violations_in_chunks_and_its_event_goes_with_the_last() -> None:
    table = LimitedTable()
    rules = [f"rule-{n:03}" for n in range(VIOLATIONS_PER_RECORD * 10 + 1)]
    for rule in rules:
        persist(evaluated(NC, 1, rule=rule, rule_name=rule), table)
    answer = persist(removed(2), table)
    assert answer.change == "removed"
    assert {v["closed_as"] for v in of_kind(table, "VIOLATION")} == {"removed"}
    assert len(of_kind(table, "VIOLATION")) == len(rules)
    assert len(answer.alerts) == len(rules)
    assert counters_of(table) == {}


def test_a_deletion_that_meets_a_change_halfway_through_its_chunks_goes_on_from_there() -> None:
    table = LimitedTable()
    rules = [f"rule-{n:03}" for n in range(VIOLATIONS_PER_RECORD + 5)]
    for rule in rules:
        persist(evaluated(NC, 1, rule=rule, rule_name=rule), table)
    written: list[str] = []

    def overtake(name: str) -> None:
        if name == "transact_write_items":
            written.append(name)
            if len(written) == 1:
                persist(evaluated(C, 1.5, NC, rule=rules[3], rule_name=rules[3]), table)

    persist(removed(2), Faulty(table, before=overtake))
    assert {v["closed_as"] for v in of_kind(table, "VIOLATION")} == {"removed", "fixed"}
    assert {v["status"] for v in of_kind(table, "VIOLATION")} == {"NOT_APPLICABLE"}
    assert counters_of(table) == {}


def test_an_evaluation_that_a_deletion_overtakes_between_read_and_write_is_read_again() -> None:
    """The deletion could not find the violation yet: what it left behind must stop the evaluation's write."""
    table = LimitedTable()

    def overtake(name: str) -> None:
        if name == "transact_write_items" and not of_kind(table, "EVENT"):
            persist(removed(2), table)

    persist(evaluated(NC, 1), Faulty(table, before=overtake))
    (violation,) = of_kind(table, "VIOLATION")
    assert (violation["status"], violation["closed_as"]) == ("NOT_APPLICABLE", "removed")
    assert len(of_kind(table, "EVENT")) == 2


def test_a_deletion_that_the_index_hid_violations_from_ends_them_when_it_is_looked_at_again() -> None:
    seconds = [0.0]
    table = LimitedTable(clock=lambda: seconds[0], lag=lambda: 1.0)
    rules = [f"rule-{n:03}" for n in range(VIOLATIONS_PER_RECORD + 5)]
    for rule in rules:
        persist(evaluated(NC, 1, rule=rule, rule_name=rule), table)
    assert persist(removed(2), table).change == "unchanged"
    assert {row["status"] for row in of_kind(table, "VIOLATION")} == {"NON_COMPLIANT"}
    seconds[0] = 2.0
    again = persist(removed(2), table)
    assert (again.outcome, again.change) == ("duplicate", "removed")
    assert {row["closed_as"] for row in of_kind(table, "VIOLATION")} == {"removed"}
    assert len(of_kind(table, "ALERT")) == 2 * len(rules), "each opening has its resolution"
    assert (counters_of(table), persist(removed(2), table).change) == ({}, "unchanged")


def test_of_two_deletions_the_later_is_remembered() -> None:
    for order in ((removed(2), removed(5)), (removed(5), removed(2))):
        table = LimitedTable()
        for event in order:
            persist(event, table)
        assert [row["removed_at"] for row in of_kind(table, "REMOVED")] == [at(5)]


def test_an_event_that_is_no_violation_is_notified_by_its_route() -> None:
    event = evaluated(NC, 1).event.model_copy(update={"evaluation": None, "source": "aws.health"})
    now = persist_event(
        Classified(event=event, route=Route(channel="ops", notify="immediate")), FakeLedger(), NOW, lambda _: None
    )
    later = persist_event(
        Classified(event=event, route=Route(channel="ops", notify="digest")), FakeLedger(), NOW, lambda _: None
    )
    assert now.notify == "immediate"
    assert [(key.channel, key.group) for key in now.alerts] == [("ops", "aws.health#vol-0a1")]
    assert (later.notify, later.alerts) == ("digest", [])


def test_what_is_stored_reads_back_as_what_it_was() -> None:
    table = LimitedTable()
    persist(evaluated(NC, 1, annotation="open", rule_name=f"{RULE}-conformance-pack-szsm1uv0w"), table)
    (item,) = [item for (pk, _), item in table.items.items() if pk.startswith("VIOLATION#")]
    violation = violation_from(from_item(item))
    attributes = {name: value for name, value in violation_attributes(violation).items() if value is not None}
    assert {**attributes, "version": 1} == {n: v for n, v in from_item(item).items() if n not in ("pk", "sk")}
