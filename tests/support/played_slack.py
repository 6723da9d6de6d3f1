"""The played Slack on a port of its own, for as long as a test needs it."""

from collections.abc import Iterator

import pytest

from local.slack.server import SlackServer
from simulation.served import served


@pytest.fixture
def played() -> Iterator[SlackServer]:
    """Serve in the background, and leave nothing behind."""
    with served(SlackServer(0)) as server:
        yield server
