"""An execution state by state, as its history has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_FAILURES = ("taskFailedEventDetails", "taskTimedOutEventDetails", "lambdaFunctionFailedEventDetails")


@dataclass
class Step:
    """One state that was entered."""

    name: str
    kind: str
    """the type of the state, such as Task"""
    entered: datetime
    input: Any
    output: Any = None
    exited: datetime | None = None
    attempts: int = 0
    """how often its task was started"""
    failures: list[str] = field(default_factory=list)
    """error and cause of each attempt that failed"""
    iterations: list[Iteration] = field(default_factory=list)
    ended: datetime | None = None
    """when the execution ended, where the state was left by that"""
    number: int = 0
    """its place among all steps, from 1"""

    @property
    def status(self) -> str:
        """`succeeded`, `caught` (failed, and the machine went on), `failed` or `running`."""
        if self.exited:
            return "caught" if self.attempts and len(self.failures) >= self.attempts else "succeeded"
        return "failed" if self.ended else "running"

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        end = self.exited or self.ended
        return (end - self.entered).total_seconds() if end else None


@dataclass
class Iteration:
    """What a Map did with one item."""

    index: int
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> str:
        """That of its last state."""
        return self.steps[-1].status if self.steps else "running"


def steps_of(events: Iterable[Mapping[str, Any]], ended: datetime | None) -> list[Step]:
    """The states in the order in which they were entered; `ended` is when the execution did.

    An event names the one before it, by which those of iterations that run side by side are known.
    """
    steps: list[Step] = []
    where: dict[int, list[Step]] = {}
    for event in events:
        inside = where.get(event.get("previousEventId", 0), steps)
        where[event["id"]] = _add(event, inside)
    for number, step in enumerate(every(steps), 1):
        step.number, step.ended = number, ended
    return steps


def every(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps and those of their iterations."""
    for step in steps:
        yield step
        for iteration in step.iterations:
            yield from every(iteration.steps)


def _add(event: Mapping[str, Any], inside: list[Step]) -> list[Step]:
    """Note what an event says; where those that follow it belong."""
    if entered := event.get("stateEnteredEventDetails"):
        kind = event["type"].removesuffix("StateEntered")
        inside.append(Step(entered["name"], kind, event["timestamp"], parsed(entered.get("input"))))
    elif not inside:
        return inside
    elif exited := event.get("stateExitedEventDetails"):
        inside[-1].output, inside[-1].exited = parsed(exited.get("output")), event["timestamp"]
    elif started := event.get("mapIterationStartedEventDetails"):
        iteration = Iteration(started["index"])
        inside[-1].iterations.append(iteration)
        return iteration.steps
    elif event["type"] == "TaskScheduled":
        inside[-1].attempts += 1
    elif failed := next((event[name] for name in _FAILURES if name in event), None):
        inside[-1].failures.append(": ".join(filter(None, (failed.get("error"), failed.get("cause")))))
    return inside


def parsed(text: str | None) -> Any:
    """JSON as data, and what is none as it is."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return text
