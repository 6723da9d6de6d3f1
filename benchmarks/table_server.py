"""Serves a made-up DynamoDB over HTTP in a process of its own, so that its work is not in a benchmark's own time."""

import gc
import json
import multiprocessing
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], bytes]
"""What a call answers to a request, both as DynamoDB has them over HTTP."""
SECONDS_TO_FILL = 600


class TableHandler(BaseHTTPRequestHandler):
    """Answers each call of DynamoDB by what `calls` has under its name."""

    protocol_version = "HTTP/1.1"
    # One packet for head and body: two of them wait for each other's acknowledgement, 40 ms for each request.
    wbufsize = -1
    disable_nagle_algorithm = True
    calls: dict[str, Answer]

    def do_POST(self) -> None:
        """Answer one call."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.calls[self.headers["X-Amz-Target"].partition(".")[2]](request)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amz-crc32", str(zlib.crc32(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing: each line would cost more than the request."""


@contextmanager
def served(made: Callable[..., dict[str, Answer]], *arguments: Any) -> Iterator[str]:
    """The address of the calls that `made` makes of its arguments in the other process, once it has made them."""
    context = multiprocessing.get_context("spawn")
    ready: Any = context.Queue()
    process = context.Process(target=_serve, args=(ready, made, arguments), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ready.get(timeout=SECONDS_TO_FILL)}"
    finally:
        process.terminate()
        process.join()


def _serve(ready: Any, made: Callable[..., dict[str, Answer]], arguments: tuple[Any, ...]) -> None:
    handler = type("Handler", (TableHandler,), {"calls": made(*arguments)})
    gc.freeze()  # a look through millions of objects that stay would be a pause that DynamoDB has not
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    ready.put(server.server_port)
    server.serve_forever()
