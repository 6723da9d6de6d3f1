"""What end-to-end tests do besides: run machines, look for a text in Slack, wait."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from local.hub import Hub, Item
from local.settings import ROOT
from tests.support.stepfunctions_local_client import Execution, StepFunctionsLocalClient


class Engine(Hub):
    """A running hub under test."""

    def __init__(self, url: str, slack_url: str) -> None:
        super().__init__(url, slack_url)
        self.machines = StepFunctionsLocalClient(url, self.account.account)

    def run(self, machine: str, payload: Any, seconds: float = 60) -> Execution:
        """Run a machine of the hub, named by its output, to its end."""
        return self.machines.run(self.outputs[machine], payload, seconds=seconds)

    def messages_about(self, part: str) -> list[Item]:
        """The Slack messages in which a text stands."""
        return [message for message in self.messages() if part in json.dumps(message)]


def wait[T](probe: Callable[[], T], what: str, seconds: float = 30) -> T:
    """Probe until the answer is truthy; raises TimeoutError."""
    limit = time.monotonic() + seconds
    while not (actual := probe()):
        if time.monotonic() > limit:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.2)
    return actual


def unique(name: str) -> str:
    """A name that no other test, and no earlier run on the same engine, uses."""
    return f"{name}-{uuid.uuid4().hex[:8]}"


def run_local(command: str, environment: dict[str, str]) -> None:
    """One of the local commands, with its own ports."""
    done = subprocess.run(
        [sys.executable, "-m", "local", command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
