"""The small `stepfunctions-local-client`: starts machines, follows them and tries single states, over boto3.

It works with any endpoint that speaks the Step Functions API: the embedded engine, Step Functions Local, AWS itself.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config


@dataclass(frozen=True)
class Execution:
    """An execution that has ended."""

    arn: str
    status: str
    output: Any
    error: str | None
    cause: str | None


@dataclass(frozen=True)
class Tried:
    """What TestState found: the state's status, its output, the next state, and the error if there was one."""

    status: str
    output: Any
    next_state: str | None
    error: str | None
    cause: str | None


class StepFunctionsLocalClient:
    """Step Functions at an endpoint, as one account."""

    def __init__(self, endpoint: str, account: str = "123456789012", region: str = "us-east-1") -> None:
        # TestState's address would otherwise get the prefix `sync-`, which only AWS's own names can have.
        config = Config(inject_host_prefix=False, retries={"max_attempts": 2})
        session = boto3.Session(aws_access_key_id=account, aws_secret_access_key="local", region_name=region)
        self.api = session.client("stepfunctions", endpoint_url=endpoint, config=config)
        self._account = account

    def create(self, name: str, definition: dict[str, Any]) -> str:
        """Create a state machine; its ARN."""
        role = f"arn:aws:iam::{self._account}:role/local"
        made = self.api.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)
        return made["stateMachineArn"]

    def start(self, machine: str, payload: Any, *, case: str | None = None) -> str:
        """Start an execution, with `case` under that case of the mock configuration; the execution's ARN."""
        named = f"{machine}#{case}" if case else machine
        started = self.api.start_execution(stateMachineArn=named, name=f"t-{uuid.uuid4()}", input=json.dumps(payload))
        return started["executionArn"]

    def wait(self, execution: str, seconds: float = 60) -> Execution:
        """Wait for the end of an execution; raises TimeoutError."""
        limit = time.monotonic() + seconds
        while (actual := self.api.describe_execution(executionArn=execution))["status"] == "RUNNING":
            if time.monotonic() > limit:
                raise TimeoutError(f"{execution} still runs after {seconds} s")
            time.sleep(0.1)
        output = json.loads(actual["output"]) if actual.get("output") else None
        return Execution(execution, actual["status"], output, actual.get("error"), actual.get("cause"))

    def run(self, machine: str, payload: Any, *, case: str | None = None, seconds: float = 60) -> Execution:
        """Start and wait."""
        return self.wait(self.start(machine, payload, case=case), seconds)

    def history(self, execution: str) -> list[dict[str, Any]]:
        """All events of an execution, oldest first."""
        pages = self.api.get_paginator("get_execution_history").paginate(executionArn=execution)
        return [dict(event) for page in pages for event in page["events"]]

    def visited(self, execution: str) -> list[str]:
        """The names of the states that were entered, in order."""
        entered = (event.get("stateEnteredEventDetails") for event in self.history(execution))
        return [details["name"] for details in entered if details]

    def try_state(self, machine: dict[str, Any], payload: Any, *, state: str, **mock: Any) -> Tried:
        """Try one state of a machine.

        `mock` is TestState's: `result=...` (as JSON value) or `errorOutput={"error": ..., "cause": ...}`.
        """
        asked: dict[str, Any] = {"definition": json.dumps(machine), "input": json.dumps(payload), "stateName": state}
        asked["roleArn"] = f"arn:aws:iam::{self._account}:role/local"
        if mock:
            asked["mock"] = mock | ({"result": json.dumps(mock["result"])} if "result" in mock else {})
        actual = self.api.test_state(**asked)
        output = json.loads(actual["output"]) if actual.get("output") else None
        return Tried(actual["status"], output, actual.get("nextState"), actual.get("error"), actual.get("cause"))
