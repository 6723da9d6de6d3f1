"""`make up` can be killed and repeated, and `make down` leaves nothing: on an engine of this test's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from local import keeping, settings
from local.deploy import stands
from local.hub import Hub
from local.processes import free_port, in_use
from local.settings import MEMBER_ACCOUNTS, ROOT, Settings
from tests.support.engine import wait
from tests.support.samples import sample

COMMAND = [sys.executable, "-m", "local"]


@pytest.fixture
def variables() -> Iterator[dict[str, str]]:
    actual = {
        "ENGINE_PORT": str(free_port()),
        "SLACK_PORT": str(free_port()),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "functions"),
    }
    yield actual
    local("down", actual)


def local(command: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, command], cwd=ROOT, env=variables, capture_output=True, text=True)


def read(variables: dict[str, str]) -> Settings:
    return settings.read(variables)


def test_killed_at_any_point_it_works_when_started_again(variables: dict[str, str]) -> None:
    """Kills at growing distances on one and the same engine; then it comes up, a second time in no time, and goes."""
    for seconds in (0.3, 1.0, 2.5, 5.0):
        started = subprocess.Popen([*COMMAND, "up"], cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        started.send_signal(signal.SIGKILL)
        started.wait()
    done = local("up", variables)
    assert done.returncode == 0, done.stdout + done.stderr
    again = local("up", variables)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "starting" not in again.stdout
    assert "stored and shown" not in again.stdout
    engine = read(variables)
    hub = Hub(engine.engine_url, engine.slack_url)
    assert (hub.messages(), [item for item in hub.items() if item["pk"] == "EVENT"]) == ([], []), "of its own"
    assert_kept_over_a_kill(hub, engine, variables)
    local("down", variables)
    assert not engine.folder.exists()
    assert not in_use(engine.engine_port)
    assert not in_use(engine.slack_port)


def assert_kept_over_a_kill(hub: Hub, engine: Settings, variables: dict[str, str]) -> None:
    """History, messages and the members' stacks are there again after engine and Slack were killed."""
    hub.put(sample("cloudwatch/alarm-metric"), MEMBER_ACCOUNTS[0])
    wait(hub.messages, "the message")
    messages, items = hub.messages(), sorted(item["sk"] for item in hub.items() if item["pk"] == "EVENT")
    time.sleep(2 * keeping.SECONDS)
    for name in ("engine", "slack"):
        os.killpg(int((engine.folder / f"{name}.pid").read_text()), signal.SIGKILL)
    done = local("up", variables)
    assert done.stdout.startswith("the engine had ended: it comes back with what it held at "), done.stdout
    assert hub.messages() == messages
    assert sorted(item["sk"] for item in hub.items() if item["pk"] == "EVENT") == items != []
    assert all(stands(engine, engine.agent_stack, account) for account in MEMBER_ACCOUNTS)


def test_a_port_in_use_is_one_sentence(variables: dict[str, str]) -> None:
    """Exit status 2, and what was there goes on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(variables["ENGINE_PORT"])))
        other.listen()
        done = local("up", variables)
    assert done.returncode == 2
    assert done.stderr == (
        f"up: Port {variables['ENGINE_PORT']} is in use by another program: "
        "end it, or choose another with ENGINE_PORT=<port>.\n"
    )
