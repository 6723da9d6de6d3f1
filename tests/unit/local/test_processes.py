"""A background process is known by the lock it holds, and nothing of it outlives its stop."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.errors import LocalError
from local.processes import Process, claim, free_port, in_use
from local.settings import ROOT


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process("slack", "local.slack", tmp_path)


def environment(port: int) -> dict[str, str]:
    return {
        "SLACK_PORT": str(port),
        "ENGINE_URL": "http://127.0.0.1:9",
        "BIND_HOST": "127.0.0.1",
        "STACK_NAME": "config-monitor",
        "SLACK_KEPT": os.devnull,
        "PATH": os.environ["PATH"],
    }


def wait_for(port: int) -> None:
    limit = time.monotonic() + 30
    while not in_use(port) and time.monotonic() < limit:
        time.sleep(0.02)


def test_it_runs_until_it_is_stopped(process: Process) -> None:
    """Started, it answers; stopped, its port is free; stopping again is nothing."""
    port = free_port()
    assert not process.running()
    process.start(environment(port))
    wait_for(port)
    assert process.running()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/messages")
    assert connection.getresponse().read() == b"[]"
    connection.close()
    process.stop()
    assert not process.running()
    assert not in_use(port)
    process.stop()


def test_a_killed_process_does_not_run(process: Process) -> None:
    """Its pid file stays, and is worth nothing without the lock."""
    port = free_port()
    process.start(environment(port))
    wait_for(port)
    os.kill(int((process.folder / "slack.pid").read_text()), signal.SIGKILL)
    limit = time.monotonic() + 10
    while process.running() and time.monotonic() < limit:
        time.sleep(0.02)
    assert not process.running()


def test_a_number_used_again_is_not_taken_for_it(process: Process) -> None:
    """A pid file with the number of a living stranger, here this test, neither runs nor is stopped."""
    (process.folder / "slack.pid").write_text(str(os.getpid()))
    assert not process.running()
    process.stop()


def test_a_process_that_ends_at_once_says_why(process: Process) -> None:
    """The last line of its log is there for the sentence."""
    process.start({"PATH": os.environ["PATH"]})
    limit = time.monotonic() + 30
    while process.running() and time.monotonic() < limit:
        time.sleep(0.02)
    assert "SLACK_PORT" in process.last_words()


def test_a_port_of_another_program_is_named() -> None:
    """The sentence has the port and the variable that chooses another."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(LocalError, match=rf"Port {port} is in use .* ENGINE_PORT"):
            claim(port, "ENGINE_PORT")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ENGINE_PORT": "x"}, "ENGINE_PORT is 'x'"),
        ({"SLACK_PORT": "70000"}, "SLACK_PORT is '70000'"),
        ({"ENGINE_PORT": "4700", "SLACK_PORT": "4700"}, "both 4700"),
        ({"SLACK_MODE": "pigeon"}, "SLACK_MODE is 'pigeon'"),
        ({"STACK_NAME": "two words"}, "STACK_NAME is 'two words'"),
    ],
)
def test_a_wrong_setting_is_one_sentence(variables: dict[str, str], sentence: str) -> None:
    """Exit status 2, no traceback, and nothing was started."""
    done = subprocess.run(
        [sys.executable, "-m", "local", "up"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "functions"), **variables},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
