"""Walks a JSONata machine in memory: the engine's own evaluator reads the expressions, the caller plays the tasks.

Time is simulated: a Wait takes its seconds, a failed task those that the failure says, a timed-out task all of its own.
In a world with a clock of its own the tasks take their time there, and Map's items wait side by side.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from ministack.services.stepfunctions import _apply_jsonata_template

from simulation.virtual_time import VirtualTime

BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)
# Given the state's name and its arguments, the task's result; raises TaskFailed to fail.
Tasks = Callable[[str, Any], Any]


class TaskFailed(Exception):
    """A task that failed after so many seconds; without a clock of its own, for good, all its retries spent."""

    def __init__(self, error: str, cause: str = "", seconds: float = 0) -> None:
        super().__init__(f"{error}: {cause}")
        self.error, self.cause, self.seconds = error, cause, seconds


@dataclass
class Took:
    """A task's result after so many seconds."""

    result: Any
    seconds: float


@dataclass
class Walk:
    """Where a run went and how it ended; `error` is set when it failed."""

    output: Any = None
    error: str | None = None
    visited: list[str] = field(default_factory=list)
    seconds: float = 0
    time: VirtualTime | None = None

    @property
    def now(self) -> str:
        """The simulated time as the context object has it."""
        moment = self.time.now() if self.time else BEGAN + timedelta(seconds=self.seconds)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""
        if self.time:
            self.time.sleep(seconds)
        else:
            self.seconds += seconds


def definition(path: str | Path, **substitutions: str) -> dict[str, Any]:
    """A machine's definition with its `${...}` filled in."""
    text = Path(path).read_text()
    for name, value in substitutions.items():
        text = text.replace(f"${{{name}}}", value)
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def walk(
    machine: dict[str, Any],
    payload: Any,
    tasks: Tasks,
    *,
    time: VirtualTime | None = None,
    name: str = "execution",
) -> Walk:
    """Run a machine to its end; it starts at nine, or now by `time`, with the task's retries."""
    run = Walk(time=time)
    execution = {"Id": "arn:execution", "Name": name, "Input": payload, "StartTime": run.now}
    context = {"variables": {}, "Execution": execution, "StateMachine": {"Id": "arn:machine"}}
    try:
        run.output = _states(machine, payload, tasks, run, context)
    except TaskFailed as failed:
        run.error = failed.error
    return run


def _states(machine: dict[str, Any], payload: Any, tasks: Tasks, run: Walk, context: dict[str, Any]) -> Any:
    name, value = machine["StartAt"], payload
    while True:
        state = machine["States"][name]
        run.visited.append(name)
        context["State"] = {"Name": name, "EnteredTime": run.now}
        assert len(run.visited) < 10_000, "the machine does not end"
        try:
            after, value = _step(name, state, value, tasks, run, context)
        except TaskFailed as failed:
            if not run.time:
                run.seconds += state.get("TimeoutSeconds", 0) if failed.error == "States.Timeout" else failed.seconds
            names = {failed.error, "States.ALL"}
            caught = next((catcher for catcher in state.get("Catch", []) if names & set(catcher["ErrorEquals"])), None)
            if caught is None:
                raise
            error = {"Error": failed.error, "Cause": failed.cause}
            after, value = caught["Next"], _leave(caught, value, context, error=error, default=error)
        if after is None:
            return value
        name = after


def _step(
    name: str, state: dict[str, Any], value: Any, tasks: Tasks, run: Walk, context: dict[str, Any]
) -> tuple[str | None, Any]:
    match state["Type"]:
        case "Choice":
            for rule in state["Choices"]:
                if _evaluated(rule["Condition"], value, context):
                    return rule["Next"], _leave(rule, value, context, default=value)
            return state["Default"], _leave(state, value, context, default=value)
        case "Fail":
            raise TaskFailed(_evaluated(state["Error"], value, context), _evaluated(state["Cause"], value, context))
        case "Task":
            arguments = _evaluated(state["Arguments"], value, context)
            answer = _attempted(name, state, arguments, tasks, run)
            if isinstance(answer, Took):
                run.wait(answer.seconds)
                answer = answer.result
            result = json.loads(json.dumps(answer))
            value = _leave(state, value, context, result=result, default=result)
        case "Map":
            items = _evaluated(state["Items"], value, context)
            walks = [partial(_item, state, n, item, value, tasks, run, context) for n, item in enumerate(items)]
            result = run.time.together(walks) if run.time else [each() for each in walks]
            value = _leave(state, value, context, result=result, default=result)
        case "Pass" | "Wait" | "Succeed":
            run.wait(_evaluated(state.get("Seconds", 0), value, context))
            value = _leave(state, value, context, default=value)
        case other:
            raise AssertionError(f"the walker does not know {other}")
    return state.get("Next"), value


def _attempted(name: str, state: dict[str, Any], arguments: Any, tasks: Tasks, run: Walk) -> Any:
    """The result of a task after the retries that its state allows, where time passes for them."""
    tried = Counter[int]()
    while True:
        try:
            return tasks(name, arguments)
        except TaskFailed as failed:
            retriers = enumerate(state.get("Retry", []) if run.time else [])
            names = {failed.error, "States.ALL"}
            number, retrier = next((r for r in retriers if names & set(r[1]["ErrorEquals"])), (0, {"MaxAttempts": 0}))
            if run.time is None or tried[number] >= retrier["MaxAttempts"]:
                raise
            longest = retrier["IntervalSeconds"] * retrier["BackoffRate"] ** tried[number]
            tried[number] += 1
            run.time.sleep(run.time.draw.random() * min(longest, retrier["MaxDelaySeconds"]))


def _item(
    state: dict[str, Any], number: int, item: Any, value: Any, tasks: Tasks, run: Walk, context: dict[str, Any]
) -> Any:
    """One item of a Map through its processor, with the variables of outside as they are."""
    within = {**context, "variables": dict(context["variables"]), "Map": {"Item": {"Index": number, "Value": item}}}
    payload = _evaluated(state["ItemSelector"], value, within) if "ItemSelector" in state else item
    return _states(state["ItemProcessor"], payload, tasks, run, within)


def _leave(
    state: dict[str, Any], value: Any, context: dict[str, Any], *, result: Any = None, error: Any = None, default: Any
) -> Any:
    """Evaluate what a state assigns and puts out, both with the variables as they were before."""
    assigned = {
        name: _evaluated(template, value, context, result, error) for name, template in state.get("Assign", {}).items()
    }
    output = _evaluated(state["Output"], value, context, result, error) if "Output" in state else default
    context["variables"].update(assigned)
    return output


def _evaluated(template: Any, value: Any, context: dict[str, Any], result: Any = None, error: Any = None) -> Any:
    return _apply_jsonata_template(template, value, context, result, error)
