"""What the engine's Step Functions does otherwise than AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from threading import Lock
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
# The execution that this thread runs, and its newest event there: each iteration of a Map has a context of its own.
_NEWEST: ContextVar[tuple[str, int]] = ContextVar("newest", default=("", 0))
_WRITING = Lock()


def sdk_services(original: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """`aws-sdk:sqs:receiveMessage` answers `{"Messages": [...]}` on AWS; the engine's query road, a bare list.

    And a machine can ask AWS Config, which the engine has but does not let machines reach.
    """
    config = {"target_prefix": "StarlingDoveService", "protocol": "json"}
    return {**original, "sqs": {"target_prefix": "AmazonSQS", "protocol": "json"}, "config": config}


def start_execution(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """On AWS an input that is not JSON starts nothing; the engine starts what then fails, and the input is lost."""

    def corrected(data: dict[str, Any]) -> Answer:
        try:
            json.loads(data.get("input", "{}"))
        except ValueError as error:
            machines = import_module("ministack.services.stepfunctions")
            reason = f"Invalid State Machine Execution Input: '{error}'"
            refused: Answer = machines.error_response_json("InvalidExecutionInput", reason, 400)
            return refused
        return original(data)

    return corrected


def execute_choice(original: Callable[..., tuple[Any, str]]) -> Callable[..., tuple[Any, str]]:
    """On AWS a Choice's own `Output` shapes what goes to `Default`; the engine keeps to the outputs of the rules."""

    def corrected(state: dict[str, Any], state_input: Any, ctx: Any = None) -> tuple[Any, str]:
        if "Default" in state and "Output" in state:
            otherwise = {"Condition": True, "Next": state["Default"]}
            otherwise |= {part: state[part] for part in ("Output", "Assign") if part in state}
            state = {**state, "Choices": [*state["Choices"], otherwise]}
        return original(state, state_input, ctx)

    return corrected


def apply_output_path(original: Callable[..., Any]) -> Callable[..., Any]:
    """On AWS a Succeed state may shape what it ends with by `Output`; the engine ends with what went in."""

    def corrected(state: dict[str, Any], data: Any, ctx: Any = None) -> Any:
        if state.get("Type") == "Succeed" and "Output" in state:
            machines = import_module("ministack.services.stepfunctions")
            return machines._apply_jsonata_template(state["Output"], data, ctx)
        return original(state, data, ctx)

    return corrected


def sdk_error_names(original: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """A machine on AWS sees an error of another machine's start under its Java name, which ends in Exception."""
    codes = ("ExecutionAlreadyExists", "InvalidExecutionInput", "ExecutionLimitExceeded", "StateMachineDoesNotExist")
    return {**original, "sfn": {code: f"{code}Exception" for code in codes}}


def add_event(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """On AWS each event of a history names the one before, by which iterations side by side are known."""

    def corrected(execution: dict[str, Any], event_type: str, details: Any = None) -> dict[str, Any]:
        arn, newest = _NEWEST.get()
        with _WRITING:
            before = {"previousEventId": newest if arn == execution["executionArn"] else len(execution["events"])}
            event = original(execution, event_type, {**before, **(details or {})})
        _NEWEST.set((execution["executionArn"], event["id"]))
        return event

    return corrected


class _OneState(dict[str, Any]):
    """States of which the first that is asked for runs; each further one ends the machine and is kept as `then`."""

    then: str | None = None

    def __init__(self, states: dict[str, Any], name: str) -> None:
        super().__init__({name: states[name]})
        self._waits = True

    def get(self, name: str, default: Any = None) -> Any:
        if self._waits:
            self._waits = False
            return super().get(name, default)
        self.then = name
        return {"Type": "Succeed"}


def run_sub_machine(original: Callable[..., Any]) -> Callable[..., Any]:
    """On AWS the history has each iteration of a Map and the states in it; the engine's has the tasks alone."""

    def corrected(states: dict[str, Any], start_at: str, data: Any, execution: dict[str, Any], ctx: Any) -> Any:
        add = import_module("ministack.services.stepfunctions")._add_event
        index = ctx.get("Map", {}).get("Item", {}).get("Index")
        iteration = {"name": ctx["State"]["Name"], "index": index}

        def note(what: str) -> None:
            if index is not None:
                add(execution, f"MapIteration{what}", {f"mapIteration{what}EventDetails": iteration})

        note("Started")
        name: str | None = start_at
        try:
            while name:
                kind, one = states[name]["Type"], _OneState(states, name)
                entered = {"name": name, "input": json.dumps(data)}
                add(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
                data = original(one, name, data, execution, ctx)
                exited = {"name": name, "output": json.dumps(data)}
                add(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
                name = one.then
        except Exception:
            note("Failed")
            raise
        note("Succeeded")
        return data

    return corrected
