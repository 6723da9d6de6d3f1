"""Reports on incidents while deliveries collide, callers die and the table is busy: all is stored and counted once."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config_monitor.domain.events import Event
from config_monitor.domain.policy import Classified
from simulation.limited_table import LimitedTable
from tests.support.faults import (
    WHAT_WAS_NOTIFIED,
    Faulty,
    counters_of,
    of_kind,
    persist,
    recount,
    redelivered_after_kills,
    run_machine,
    throttled,
)
from tests.support.incidents import classified, ended, reported


def lives(incidents: int) -> list[list[Classified]]:
    """An opening, an end, an opening again and an end again, of each of some incidents."""
    return [[classified(_report(f"i{number}", hour)) for hour in range(1, 5)] for number in range(incidents)]


def _report(identity: str, hour: int) -> Event:
    event_id = f"e{identity}-{hour}"
    if hour % 2:
        return reported(hour, identity=identity, event_id=event_id)
    return ended(hour, identity=identity, event_id=event_id)


SCENES = {
    "an opening": lives(1)[0][:1],
    "an end": lives(1)[0][:2],
    "an opening again": lives(1)[0][:3],
    "an end that comes first": [lives(1)[0][1], lives(1)[0][0]],
}


def facts(table: LimitedTable) -> list[dict[str, Any]]:
    kept = [item for kind in ("EVENT", "INCIDENT") for item in of_kind(table, kind)]
    return [
        {name: value for name, value in item.items() if name not in {*WHAT_WAS_NOTIFIED, "digest"}} for item in kept
    ]


@pytest.mark.parametrize("scene", SCENES)
def test_a_kill_after_each_call_and_a_redelivery_end_as_if_nothing_had_happened(scene: str) -> None:
    points = 0
    for call, table, undisturbed in redelivered_after_kills(SCENES[scene]):
        points += 1
        assert table.items == undisturbed.items, f"killed after call {call}"
    assert points == 2


def test_deliveries_of_one_incident_at_once_are_each_stored_once_and_counted_once() -> None:
    draw = random.Random(3)
    events = [event for life in lives(25) for event in life]
    deliveries = [event for event in events for _ in range(draw.randint(1, 3))]
    draw.shuffle(deliveries)
    table, expected = LimitedTable(), LimitedTable()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda event: persist(event, table), deliveries))
    for event in events:
        persist(event, expected)
    assert sum(answer.outcome == "stored" for answer in answers) == len(events) == len(of_kind(table, "EVENT"))
    assert facts(table) == facts(expected)
    assert counters_of(table) == recount(table)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_with_a_throttled_table_all_is_stored_or_on_the_queue_and_stored_after_redrive(share: float) -> None:
    events = [event for life in lives(15) for event in life]
    table, dead, expected = LimitedTable(), list[Classified](), LimitedTable()
    run_machine(events, Faulty(table, before=throttled(share, random.Random(1))), dead)
    assert len(of_kind(table, "EVENT")) + len(dead) == len(events)
    still_dead: list[Classified] = []
    run_machine(dead, table, still_dead)
    for event in events:
        persist(event, expected)
    assert (still_dead, facts(table)) == ([], facts(expected))
