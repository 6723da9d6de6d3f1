"""`make redrive` follows a run through all its executions and adds up what they say."""

import json
from typing import Any

import pytest

from scripts.redrive import RedriveFailed, redrive


class Machine:
    """Executions by ARN, each a list of the answers to give until the last one stays."""

    def __init__(self, **answers: list[dict[str, Any]]) -> None:
        self.answers = answers

    def start_execution(self, **_: Any) -> dict[str, Any]:
        return {"executionArn": "first"}

    def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803 - the API's own name
        answers = self.answers[executionArn]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def ended(started: int, returned: int, left: int, next_one: str | None = None) -> dict[str, Any]:
    output = {"started": started, "returned": returned, "left": left, "continued_as": next_one}
    return {"status": "SUCCEEDED", "output": json.dumps(output)}


def test_a_run_is_followed_through_its_executions() -> None:
    machine: Any = Machine(first=[{"status": "RUNNING"}, ended(800, 0, 0, "second")], second=[ended(25, 1, 3)])
    slept: list[float] = []
    assert redrive("arn:redrive", machine, slept.append) == {"started": 825, "returned": 1, "left": 3}
    assert len(slept) == 1


def test_a_run_that_fails_is_reported() -> None:
    machine: Any = Machine(first=[{"status": "FAILED", "error": "Sqs.AccessDenied", "cause": "no"}])
    with pytest.raises(RedriveFailed, match=r"FAILED, Sqs\.AccessDenied: no"):
        redrive("arn:redrive", machine, lambda _: None)
