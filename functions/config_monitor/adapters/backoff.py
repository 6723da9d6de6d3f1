"""Waiting between attempts, with full jitter: those who collided once shall not collide again."""

import time
from collections.abc import Callable
from random import SystemRandom

FIRST_SECONDS, LONGEST_SECONDS = 0.1, 2.0

_random = SystemRandom()


def longest_wait(attempt: int) -> float:
    """The most seconds to wait after an attempt, counted from 1: doubling up to the longest."""
    return min(LONGEST_SECONDS, FIRST_SECONDS * float(2 ** (attempt - 1)))


def backoff(attempt: int, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait after an attempt, counted from 1, for anything from nothing to the longest wait."""
    sleep(_random.uniform(0, longest_wait(attempt)))
