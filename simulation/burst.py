"""A flood of events or an outage at the hub under AWS's quotas, in simulated time.

What is waited out and for how long is read from statemachines/retries.yaml and from the machine itself, so a change
there changes what comes out. Each event takes a start of a workflow, three calls of functions and one transaction.
"""

from __future__ import annotations

import heapq
import random
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

Type = Literal["STANDARD", "EXPRESS"]
MACHINES = Path(__file__).parents[1] / "statemachines"
STEPS = ("ParseEvent", "ClassifyEvent", "PersistEvent")
ALL = float("inf")


class Patience(NamedTuple):
    """How long one execution waits out an error that passes, and its pauses, in seconds."""

    seconds: float
    first: float
    divisor: float
    longest: float

    def pause(self, elapsed: float, draw: random.Random) -> float:
        """The next pause of an execution that began so long ago, as state WaitToRetry draws it."""
        wanted = min(draw.random() * (self.first + elapsed / self.divisor), self.longest, self.seconds - elapsed)
        return float(-(-max(1.0, wanted) // 1))


def patience_of(kind: Type) -> Patience:
    """As it is deployed. Raises LookupError when the rules or the machine are not written as they were."""
    rules, machine = (MACHINES / "retries.yaml").read_text(), (MACHINES / "process_event.asl.json").read_text()
    waited = re.findall(r"'patience': '\$\{ProcessEventType\}' = 'EXPRESS' \? (\d+) : (\d+)", rules)
    drawn = re.findall(
        r"\$random\(\) \* \((\d+) \+ \$elapsed / (\d+)\), '\$\{ProcessEventType\}' = 'EXPRESS' \? (\d+) : (\d+)",
        machine,
    )
    if len(waited) != 1 or len(drawn) != 1:
        raise LookupError("the patience of process_event is written in another way")
    which = 0 if kind == "EXPRESS" else 1
    first, divisor, *longest = (float(number) for number in drawn[0])
    return Patience(float(waited[0][which]), first, divisor, longest[which])


@dataclass(frozen=True)
class Quotas:
    """What AWS allows an account of us-east-1, and how long calls take; starts of Express workflows have more room."""

    starts_bucket: float
    starts_a_second: float
    concurrency: int
    key_units_a_second: float = 1000  # what one partition key takes
    event_units: float = 4  # 2 KB in a transaction, which counts twice
    seconds: tuple[float, ...] = (0.01, 0.03, 0.06)
    table_attempts: int = 6  # by botocore within one call
    redrives_a_second: float = 60


def quotas_of(kind: Type, concurrency: int) -> Quotas:
    """The default quotas of StartExecution: bucket and refill a second."""
    bucket, refill = (6000.0, 6000.0) if kind == "EXPRESS" else (1300.0, 300.0)
    return Quotas(bucket, refill, concurrency)


@dataclass
class Bucket:
    """Tokens that come back with time."""

    capacity: float
    a_second: float
    tokens: float = ALL
    at: float = 0

    def take(self, now: float, tokens: float) -> bool:
        """Whether there were as many."""
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.a_second)
        self.at = now
        if self.tokens < tokens:
            return False
        self.tokens -= tokens
        return True


@dataclass
class Outcome:
    """What came of it; times are seconds since the first event."""

    stored_at: list[float] = field(default_factory=list)
    starts_refused: int = 0
    executions: int = 0
    calls: int = 0
    calls_refused: int = 0
    retries: int = 0
    call_seconds: float = 0
    execution_seconds: float = 0
    most_on_queue: int = 0
    queued: int = 0
    left: int = 0


@dataclass
class _Event:
    began: float = 0
    step: int = 0
    redrives: int = 0
    bus_attempts: int = 0


class Hub:
    """Bus, workflows, functions, table and queue. `away` is a time in which the table answers nobody."""

    def __init__(self, kind: Type, quotas: Quotas, seed: int = 1, away: tuple[float, float] = (0, 0)) -> None:
        self._patience, self._quotas, self._draw = patience_of(kind), quotas, random.Random(seed)
        self._away = away
        self._starts = Bucket(quotas.starts_bucket, quotas.starts_a_second)
        self._units = Bucket(quotas.key_units_a_second, quotas.key_units_a_second)
        self._ahead: list[tuple[float, int, Callable[..., None], tuple[object, ...]]] = []
        self._number, self._running, self.now = 0, 0, 0.0
        self._queue: deque[tuple[float, _Event]] = deque()
        self.outcome = Outcome()

    def run(self, arrivals: Iterator[float], until: float = 14 * 86400) -> Outcome:
        """Let events arrive at these times and go on until all are stored, or for as long as the queue keeps them."""
        number = 0
        for at in arrivals:
            self._at(at, self._start, _Event())
            number += 1
        self._at(900, self._redrive, until)
        while self._ahead and len(self.outcome.stored_at) < number:
            self.now, _, act, arguments = heapq.heappop(self._ahead)
            act(*arguments)
        self.outcome.left = number - len(self.outcome.stored_at)
        return self.outcome

    def _at(self, time: float, act: Callable[..., None], *arguments: object) -> None:
        self._number += 1
        heapq.heappush(self._ahead, (time, self._number, act, arguments))

    def _start(self, event: _Event) -> None:
        """EventBridge starts a workflow, and again with growing pauses for a day when it may not."""
        if not self._starts.take(self.now, 1):
            self.outcome.starts_refused += 1
            event.bus_attempts += 1
            self._at(self.now + 1 + self._draw.random() * min(2**event.bus_attempts, 600), self._start, event)
            return
        self._begin(event)

    def _begin(self, event: _Event) -> None:
        self.outcome.executions += 1
        event.began, event.step = self.now, 0
        self._call(event)

    def _call(self, event: _Event) -> None:
        """A workflow calls the function of its step; Lambda refuses at once when all its concurrency is used."""
        self.outcome.calls += 1
        if self._running >= self._quotas.concurrency:
            self.outcome.calls_refused += 1
            self._wait(event)
            return
        self._running += 1
        took = self._quotas.seconds[event.step]
        self.outcome.call_seconds += took
        if STEPS[event.step] == "PersistEvent":
            self._at(self.now + took, self._write, event, 1)
        else:
            self._at(self.now + took, self._done, event)

    def _write(self, event: _Event, attempt: int) -> None:
        """The transaction; a throttled one is tried again by botocore while the function runs and is paid for."""
        away = self._away[0] <= self.now < self._away[1]
        if not away and self._units.take(self.now, self._quotas.event_units):
            self._done(event)
        elif attempt < self._quotas.table_attempts:
            pause = self._draw.random() * min(2 ** (attempt - 1), 20)
            self.outcome.call_seconds += pause
            self._at(self.now + pause, self._write, event, attempt + 1)
        else:
            self._running -= 1
            self._wait(event)

    def _done(self, event: _Event) -> None:
        self._running -= 1
        event.step += 1
        if event.step < len(STEPS):
            self._call(event)
            return
        self.outcome.execution_seconds += self.now - event.began
        self.outcome.stored_at.append(self.now)

    def _wait(self, event: _Event) -> None:
        """State WaitToRetry, then RetryOrGiveUp?."""
        self._at(self.now + self._patience.pause(self.now - event.began, self._draw), self._retry, event)

    def _retry(self, event: _Event) -> None:
        if self.now - event.began < self._patience.seconds:
            self.outcome.retries += 1
            self._call(event)
            return
        self.outcome.execution_seconds += self.now - event.began
        self.outcome.queued += 1
        self._queue.append((self.now, event))
        self.outcome.most_on_queue = max(self.outcome.most_on_queue, len(self._queue))

    def _redrive(self, until: float) -> None:
        """redrive_events, each quarter of an hour: messages whose pause is over, one after the other."""
        waiting, sent = list(self._queue), 0
        self._queue.clear()
        for since, event in waiting:
            due = since + 900 * 2 ** min(event.redrives, 6) <= self.now and sent < 890 * self._quotas.redrives_a_second
            if due:
                event.redrives += 1
                self._at(self.now + sent / self._quotas.redrives_a_second, self._begin, event)
                sent += 1
            else:
                self._queue.append((since, event))
        if self.now + 900 <= until:
            self._at(self.now + 900, self._redrive, until)
