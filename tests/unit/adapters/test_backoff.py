"""Waits grow, stay within their limits and differ, so that those who collided do not collide again."""

from config_monitor.adapters.backoff import LONGEST_SECONDS, backoff, longest_wait


def test_ten_thousand_waits_are_fully_jittered_within_their_limits() -> None:
    slept: list[float] = []
    for _ in range(10_000):
        backoff(4, slept.append)
    assert all(0 <= seconds <= longest_wait(4) for seconds in slept)
    assert abs(sum(slept) / len(slept) - longest_wait(4) / 2) < 0.02
    assert len(set(slept)) > 9_000


def test_the_longest_wait_doubles_up_to_its_limit() -> None:
    assert [longest_wait(attempt) for attempt in range(1, 8)] == [
        0.1,
        0.2,
        0.4,
        0.8,
        1.6,
        LONGEST_SECONDS,
        LONGEST_SECONDS,
    ]
