"""What the engine's Step Functions does otherwise than AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


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
