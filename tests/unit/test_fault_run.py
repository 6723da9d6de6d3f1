"""A short day full of faults through definitions and handlers; `make faults` is a long one."""

import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from simulation.drawn_events import drawn_events
from simulation.fault_results import results_of
from simulation.fault_run import FaultRun


@pytest.fixture
def _somebody_who_sleeps() -> Iterator[None]:
    """A thread of somebody else, as libraries start them: what it does is no part of the run."""
    ended = Event()

    def sleep() -> None:
        while not ended.is_set():
            time.sleep(0.01)

    thread = Thread(target=sleep)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.mark.usefixtures("_somebody_who_sleeps")
def test_nothing_is_lost_or_doubled_and_all_is_as_documented() -> None:
    run = FaultRun(drawn_events(120, 7), seed=7, hours=3, every=900)
    run.run()
    results = results_of(run)
    assert (results.lost, results.stored_twice, results.poison_lost, results.still_queued) == ([], [], [], 0)
    assert (results.unsent, results.notified_twice, results.different) == ([], [], [])
    assert results.deliveries > results.events
    assert run.slack.messages
    assert run.clicks["answered 200"]
