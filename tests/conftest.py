"""What holds for all tests."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

from local.slack.server import SlackServer
from simulation.served import served

# A person's own endpoint, profile or credentials would lead the tests' clients past their fakes.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]

# The same draws each time: so that a test's result depends on the code alone. To search further, run
# `pytest --hypothesis-profile=search` when a boundary is written; what it finds becomes a case of its own.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False, print_blob=True)
settings.load_profile("repeatable")

OWN_ENGINE = "test_up.py"


class SideBySide(LoadFileScheduling):  # type: ignore[misc] # published without types
    """Each file in one process, for its fixtures' sake; end-to-end files in one where they share an engine."""

    def _split_scope(self, nodeid: str) -> str:
        """The file's name, or the engine's: what xdist asks for to keep tests together."""
        file: str = super()._split_scope(nodeid)
        return "engine" if file.startswith("tests/e2e/") and not file.endswith(OWN_ENGINE) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """How files are dealt to processes, in the order of their names: what takes long comes first."""
    return SideBySide(config, log)


@pytest.fixture
def played() -> Iterator[SlackServer]:
    """The played Slack on a port of its own, for as long as a test needs it."""
    with served(SlackServer(0)) as server:
        yield server
