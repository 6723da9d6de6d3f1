"""One engine for all end-to-end tests: that of `ENGINE_URL` and `SLACK_URL` (with `AUTH=true`), or its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from local.processes import free_port
from local.settings import ROOT
from tests.support.engine import Engine, run_local


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A running hub with two members and Slack; nothing of it is left behind."""
    if "ENGINE_URL" in os.environ:
        yield Engine(os.environ["ENGINE_URL"], os.environ["SLACK_URL"])
        return
    ports = {"ENGINE_PORT": str(free_port()), "SLACK_PORT": str(free_port())}
    # Signatures and policies are checked, as on AWS. Waits between retries are a tenth as long; what is retried, and
    # how often, is as it is written.
    environment = (
        {"SFN_WAIT_SCALE": "0.1", "AUTH": "true"} | dict(os.environ) | ports | {"PYTHONPATH": str(ROOT / "functions")}
    )
    try:
        run_local("up", environment)
        yield Engine(f"http://127.0.0.1:{ports['ENGINE_PORT']}", f"http://127.0.0.1:{ports['SLACK_PORT']}")
    finally:
        run_local("down", environment)
