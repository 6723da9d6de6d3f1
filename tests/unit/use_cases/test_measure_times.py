"""Times are measured from the source's own clock, each for what it is about."""

from datetime import timedelta
from typing import Any

import pytest

from config_monitor.domain.events import parse_instant, to_epoch
from config_monitor.use_cases import measure_times
from config_monitor.use_cases.measure_times import measure_notification, measure_storage
from simulation.evaluations import NC, at, evaluated
from simulation.sender import violation


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []

    class Logger:
        def append_keys(self, **fields: float) -> None:
            seen.append(fields)

        def info(self, _message: str, extra: dict[str, float]) -> None:
            seen.append(extra)

    monkeypatch.setattr(measure_times, "logger", Logger())
    return seen


def test_storage_is_measured_from_the_evaluation(logged: list[Any]) -> None:
    measure_storage(evaluated(NC, 1).event, parse_instant(at(1)) + timedelta(seconds=3))
    assert logged == [{"storage_seconds": 3.0}]


def test_an_event_that_is_no_evaluation_has_no_such_times(logged: list[Any]) -> None:
    event = evaluated(NC, 1).event.model_copy(update={"evaluation": None})
    measure_storage(event, parse_instant(at(1)))
    assert logged == []


def test_a_sender_whose_clock_is_ahead_counts_as_no_time(logged: list[Any]) -> None:
    measure_storage(evaluated(NC, 1).event, parse_instant(at(0.9)))
    assert logged == [{"storage_seconds": 0.0}]


def test_a_message_is_measured_by_its_oldest_alert_that_did_not_wait_on_purpose(logged: list[Any]) -> None:
    alert = violation(1)
    waited = [
        alert.model_copy(update=update) for update in ({"baseline": True}, {"kind": "updated"}, {"kind": "changed"})
    ]
    measure_notification(waited, to_epoch(alert.happened_at) + 3600)
    assert logged == []
    newer = alert.model_copy(update={"happened_at": "2026-11-30 00:00:00"})
    assert newer.happened_at > alert.happened_at
    measure_notification([newer, alert, *waited], to_epoch(alert.happened_at) + 7)
    assert logged == [{"alerts": 2, "notification_seconds": 7.0}]
