"""A clock that only waiting moves, and tasks that wait on it side by side: the same seed gives the same run."""

import heapq
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet


class VirtualTime:
    """Tasks run one at a time until they wait; the one whose wait ends first goes on, and time jumps there."""

    def __init__(self, began: datetime, seed: int = 1) -> None:
        self.seconds, self.draw = began.timestamp(), Random(seed)
        self._waiting: list[tuple[float, int, greenlet]] = []
        self._numbers = count()
        self._loop = getcurrent()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def sleep(self, seconds: float) -> None:
        """Let the others go on for so long."""
        self._wake(getcurrent(), self.seconds + max(seconds, 0))
        self._loop.switch()

    def start(self, task: Callable[[], object], at: float | None = None) -> None:
        """Begin a task, at epoch seconds or now."""
        self._wake(greenlet(lambda: task() and None, parent=self._loop), self.seconds if at is None else at)

    def together(self, tasks: Sequence[Callable[[], Any]]) -> list[Any]:
        """The results of tasks that wait side by side; the first error of one is raised when all have ended."""
        waiter, left = getcurrent(), len(tasks)
        results: list[Any] = [None] * left
        errors: list[Exception] = []

        def run(number: int) -> None:
            nonlocal left
            try:
                results[number] = tasks[number]()
            except Exception as error:
                errors.append(error)
            left -= 1
            if not left:
                self._wake(waiter, self.seconds)

        for number in range(left):
            self.start(lambda number=number: run(number))  # type: ignore[misc] # each has its own number
        if tasks:
            self._loop.switch()
        if errors:
            raise errors[0]
        return results

    def run(self, until: float) -> None:
        """Go on until epoch seconds; what waits for longer stays."""
        while self._waiting and self._waiting[0][0] <= until:
            at, _, task = heapq.heappop(self._waiting)
            self.seconds = max(self.seconds, at)
            task.switch()
        self.seconds = max(self.seconds, until)

    def _wake(self, task: greenlet, at: float) -> None:
        heapq.heappush(self._waiting, (at, next(self._numbers), task))
