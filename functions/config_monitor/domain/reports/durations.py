"""Many durations in little space: their number and sum, and how many fall in each range of a logarithmic scale."""

from collections.abc import Iterable
from math import log2
from typing import Self

from pydantic import BaseModel

# Ranges by which a duration doubles. A median is the middle of its range: at most 3 % off.
RANGES_PER_DOUBLING = 16


class Durations(BaseModel):
    """Durations in whole seconds; those of several days or accounts add up. The mean is exact."""

    number: int = 0
    seconds: int = 0
    ranges: dict[int, int] = {}

    def add(self, seconds: int) -> None:
        """Count one duration; a negative one, from clocks that differ, counts as none."""
        counted = max(seconds, 0)
        position = round(RANGES_PER_DOUBLING * log2(counted + 1))
        self.number += 1
        self.seconds += counted
        self.ranges[position] = self.ranges.get(position, 0) + 1

    @classmethod
    def sum_of(cls, parts: Iterable[Self]) -> Self:
        """The durations of all parts."""
        total = cls()
        for part in parts:
            total.number += part.number
            total.seconds += part.seconds
            for position, number in part.ranges.items():
                total.ranges[position] = total.ranges.get(position, 0) + number
        return total

    @property
    def mean(self) -> float | None:
        """In seconds; None without any."""
        return self.seconds / self.number if self.number else None

    @property
    def median(self) -> float | None:
        """In seconds, at most 3 % off; None without any."""
        if not self.number:
            return None
        return (self._at((self.number - 1) // 2) + self._at(self.number // 2)) / 2

    def _at(self, index: int) -> float:
        """The duration at an index of all of them in order, as the middle of its range."""
        passed = 0
        for position in sorted(self.ranges):
            passed += self.ranges[position]
            if index < passed:
                break
        return float(2 ** (position / RANGES_PER_DOUBLING) - 1)


def by_severity(parts: Iterable[dict[int, Durations]]) -> dict[int, Durations]:
    """The durations of several days or accounts by severity, worst first."""
    all_parts = list(parts)
    levels = sorted({level for part in all_parts for level in part}, reverse=True)
    return {level: Durations.sum_of(part[level] for part in all_parts if level in part) for level in levels}
