"""A server of this process, served in the background for as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from threading import Thread


@contextmanager
def served[S: HTTPServer](server: S) -> Iterator[S]:
    """Serve in the background for the length of a block."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
