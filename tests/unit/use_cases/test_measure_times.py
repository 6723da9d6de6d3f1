"""Times are measured from the source's own clock, each for what it is about."""

from datetime import timedelta

import pytest

from config_monitor.domain.events import parse_instant, to_epoch
from config_monitor.use_cases import measure_times
from config_monitor.use_cases.measure_times import measure_notification, measure_storage
from simulation.evaluations import NC, at, evaluated
from simulation.sender import violation


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    seen: list[tuple[str, float]] = []

    class Metrics:
        def add_metric(self, name: str, unit: str, value: float) -> None:
            assert unit == "Seconds"
            seen.append((name, value))

    monkeypatch.setattr(measure_times, "metrics", Metrics())
    return seen


def test_storage_is_measured_from_the_evaluation(measured: list[tuple[str, float]]) -> None:
    measure_storage(evaluated(NC, 1).event, parse_instant(at(1)) + timedelta(seconds=3))
    assert measured == [("StorageLatency", 3.0)]


def test_an_event_that_is_no_evaluation_has_no_such_times(measured: list[tuple[str, float]]) -> None:
    event = evaluated(NC, 1).event.model_copy(update={"evaluation": None})
    measure_storage(event, parse_instant(at(1)))
    assert measured == []


def test_a_sender_whose_clock_is_ahead_counts_as_no_time(measured: list[tuple[str, float]]) -> None:
    measure_storage(evaluated(NC, 1).event, parse_instant(at(0.9)))
    assert measured == [("StorageLatency", 0.0)]


def test_a_notification_is_measured_unless_it_waited_on_purpose(measured: list[tuple[str, float]]) -> None:
    alert = violation(1)
    waited = [
        alert.model_copy(update=update) for update in ({"baseline": True}, {"kind": "updated"}, {"kind": "changed"})
    ]
    measure_notification([alert, *waited], to_epoch(alert.happened_at) + 7)
    assert measured == [("NotificationLatency", 7.0)]
