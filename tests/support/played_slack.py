"""The played Slack on a port of its own, for as long as a test needs it."""

import threading
from collections.abc import Iterator

import pytest

from local.slack.server import SlackServer


@pytest.fixture
def played() -> Iterator[SlackServer]:
    """Serve in the background, and leave nothing behind."""
    server = SlackServer(0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
