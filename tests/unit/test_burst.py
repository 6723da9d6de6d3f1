"""The simulation of floods and outages: it follows the deployed patience and quotas, and loses nothing."""

import json
import random

import pytest
from ministack.services.stepfunctions import _apply_jsonata_template

from simulation.burst import MACHINES, Bucket, Hub, Quotas, Type, patience_of, quotas_of
from simulation.machine_walk import definition

KINDS: list[Type] = ["STANDARD", "EXPRESS"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("elapsed", [0, 7, 100, 179, 5000])
def test_pauses_are_those_of_the_machine(kind: Type, elapsed: int) -> None:
    """With a draw of all or nothing: the bounds between which the machine's own expression draws."""

    class Fixed(random.Random):
        value = 0.0

        def random(self) -> float:
            return self.value

    patience, draw = patience_of(kind), Fixed()
    machine = definition(MACHINES / "process_event.asl.json", ProcessEventType=kind)
    expression = machine["States"]["WaitToRetry"]["Seconds"]
    at = f"2026-11-24T{9 + elapsed // 3600:02}:{elapsed // 60 % 60:02}:{elapsed % 60:02}.000Z"
    context = {
        "variables": {"failed": {"patience": patience.seconds}},
        "Execution": {"StartTime": "2026-11-24T09:00:00.000Z"},
        "State": {"EnteredTime": at},
    }
    for draw.value in (0.0, 0.999999):
        fixed = json.loads(json.dumps(expression).replace("$random()", str(draw.value)))
        assert patience.pause(elapsed, draw) == _apply_jsonata_template(fixed, {}, context)


def test_a_bucket_gives_what_came_back() -> None:
    bucket = Bucket(10, 2, tokens=10)
    assert [bucket.take(0, 6), bucket.take(0, 6), bucket.take(1, 6), bucket.take(60, 10)] == [True, False, True, True]


@pytest.mark.parametrize("kind", KINDS)
def test_a_flood_is_stored_whole_however_little_lambda_runs_at_once(kind: Type) -> None:
    outcome = Hub(kind, quotas_of(kind, 2)).run(n / 100 for n in range(1500))
    assert (len(outcome.stored_at), outcome.left) == (1500, 0)
    assert outcome.retries > 1500
    assert outcome.executions == 1500 + outcome.queued


def test_starts_beyond_the_quota_are_refused_and_come_again() -> None:
    outcome = Hub("STANDARD", Quotas(10, 5, 1000)).run(0.0 for _ in range(100))
    assert (outcome.left, outcome.starts_refused > 50, outcome.retries) == (0, True, 0)
    assert max(outcome.stored_at) >= 18


def test_a_hot_key_takes_no_more_than_its_units() -> None:
    outcome = Hub("STANDARD", Quotas(10_000, 10_000, 1000, event_units=100)).run(0.0 for _ in range(300))
    assert outcome.left == 0
    assert max(outcome.stored_at) >= 29


@pytest.mark.parametrize(("kind", "hours"), [("STANDARD", 0.5), ("STANDARD", 30), ("EXPRESS", 0.5), ("EXPRESS", 30)])
def test_after_an_outage_all_is_stored_without_a_person(kind: Type, hours: float) -> None:
    """Standard waits out an hour by itself; longer ones, and Express, go by the queue and redrive_events."""
    ends = hours * 3600
    outcome = Hub(kind, quotas_of(kind, 10), away=(0, ends)).run(n * 1200.0 for n in range(int(ends // 1200) + 1))
    assert outcome.left == 0
    assert min(outcome.stored_at) >= ends
    assert bool(outcome.queued) is not (kind == "STANDARD" and hours < 1)
    assert max(outcome.stored_at) - ends < 16.5 * 3600
