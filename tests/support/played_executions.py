"""Step Functions with executions that tests write down as the states they went through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from tests.support.template import ROOT

BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=250)


@dataclass(frozen=True)
class Went:
    """Through one state: what came out of it, which attempts failed, and what a Map did with each item."""

    state: str
    output: Any = None
    failures: tuple[str, ...] = ()
    items: tuple[tuple[Went, ...], ...] = ()


@dataclass(frozen=True)
class Run:
    """One execution; its states are those of the machine's definition, each a tick long."""

    machine: str
    name: str
    way: tuple[Went, ...]
    status: str = "SUCCEEDED"
    input: Any = field(default_factory=dict)
    began: datetime = BEGAN
    error: str = ""
    cause: str = ""

    @property
    def arn(self) -> str:
        return f"arn:aws:states:us-east-1:111111111111:execution:{self.machine}:{self.name}"


class PlayedStepFunctions:
    """The calls that the page makes, answered as AWS answers them, in pages of `size`."""

    def __init__(self, runs: list[Run], size: int = 1000) -> None:
        self.runs = {run.arn: run for run in runs}
        self.size = size

    def get_paginator(self, call: str) -> Any:
        answers: dict[str, Callable[..., dict[str, Any]]] = {
            "list_state_machines": self._machines,
            "list_executions": self._executions,
            "get_execution_history": self._history,
        }

        def paginate(**asked: Any) -> Iterator[dict[str, Any]]:
            ((key, all_of_them),) = answers[call](**asked).items()
            for start in range(0, len(all_of_them), self.size):
                yield {key: all_of_them[start : start + self.size]}

        return SimpleNamespace(paginate=paginate)

    def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        run = self.runs[executionArn]
        failed = {"error": run.error, "cause": run.cause} if run.error else {}
        return {**_listed(run), **failed, "input": json.dumps(run.input)}

    def describe_state_machine_for_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        machine = self.runs[executionArn].machine
        return {"name": machine, "definition": json.dumps(_definition(machine))}

    def get_execution_history(self, executionArn: str, reverseOrder: bool, maxResults: int) -> dict[str, Any]:  # noqa: N803
        assert reverseOrder
        return {"events": _events(self.runs[executionArn])[::-1][:maxResults]}

    def _history(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        return {"events": _events(self.runs[executionArn])}

    def _machines(self) -> dict[str, Any]:
        names = sorted({run.machine for run in self.runs.values()})
        return {"stateMachines": [{"name": name, "stateMachineArn": _machine(name)} for name in names]}

    def _executions(self, stateMachineArn: str, statusFilter: str = "") -> dict[str, Any]:  # noqa: N803
        those = [r for r in self.runs.values() if _machine(r.machine) == stateMachineArn]
        those = [run for run in those if statusFilter in ("", run.status)]
        return {"executions": [_listed(run) for run in sorted(those, key=lambda run: run.began, reverse=True)]}


def _machine(name: str) -> str:
    return f"arn:aws:states:us-east-1:111111111111:stateMachine:{name}"


def _definition(machine: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / "statemachines" / f"{machine}.asl.json").read_text())
    return read


def _listed(run: Run) -> dict[str, Any]:
    ended = {} if run.status == "RUNNING" else {"stopDate": _events(run)[-1]["timestamp"]}
    named = {"executionArn": run.arn, "stateMachineArn": _machine(run.machine), "name": run.name}
    return {**named, **ended, "status": run.status, "startDate": run.began}


def _events(run: Run) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    numbers = count(1)

    def add(before: int, kind: str, **details: Any) -> int:
        number = next(numbers)
        event = {"id": number, "type": kind, "timestamp": run.began + number * TICK, "previousEventId": before}
        events.append({**event, **details})
        return number

    def went(before: int, way: tuple[Went, ...], states: dict[str, Any], data: Any) -> int:
        for number, step in enumerate(way):
            state = states[step.state]
            entered = {"name": step.state, "input": json.dumps(data)}
            before = add(before, f"{state['Type']}StateEntered", stateEnteredEventDetails=entered)
            if state["Type"] == "Task":
                before = attempts(before, step)
            for index, item in enumerate(step.items):
                began = add(before, "MapIterationStarted", mapIterationStartedEventDetails={"index": index})
                went(began, item, state["ItemProcessor"]["States"], index)
            if number == len(way) - 1 and (run.status != "SUCCEEDED"):
                break
            exited = {"name": step.state, "output": json.dumps(step.output)}
            before = add(before, f"{state['Type']}StateExited", stateExitedEventDetails=exited)
            data = step.output
        return before

    def attempts(before: int, step: Went) -> int:
        for failure in step.failures:
            error, _, cause = failure.partition(": ")
            before = add(before, "TaskScheduled")
            before = add(before, "TaskFailed", taskFailedEventDetails={"error": error, "cause": cause})
        return before if step.output is None else add(before, "TaskScheduled")

    add(0, "ExecutionStarted")
    went(1, run.way, _definition(run.machine)["States"], run.input)
    if run.status != "RUNNING":
        add(len(events), f"Execution{run.status.capitalize()}")
    return events
