"""The HTTP side of the played Slack: which address does what, and how a fault looks on the wire."""

from __future__ import annotations

import json
import mimetypes
import socket
import struct
import time
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from local.aws import Account
from local.executions import page as executions
from local.executions.dead_letters import DeadLetter, dead_letters
from local.settings import HUB_ACCOUNT
from local.slack import interactions, methods, page
from local.slack.bodies import arguments_of, json_object, uploaded_bytes
from local.slack.faults import Fault, Faults
from local.slack.kept import KeptLines
from local.slack.limits import Refused
from local.slack.store import Store

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_WEBHOOK_STATUS = {"no_service": 404, "channel_not_found": 404, "used_url": 404}
_SHOWN = ("image/png", "image/jpeg", "image/gif")


class SlackServer(ThreadingHTTPServer):
    """One workspace on one port of this machine."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        engine_url: str = "",
        host: str = "127.0.0.1",
        stack: str = "config-monitor",
        kept: Path | None = None,
    ) -> None:
        super().__init__((host, port), Handler)
        self.engine_url = engine_url
        self.stack = stack
        self.hub = interactions.HubAddress(engine_url, stack)
        self.store = Store(KeptLines(kept))
        self.faults = Faults()

    @property
    def base_url(self) -> str:
        """The address that clients are given."""
        return f"http://127.0.0.1:{self.server_port}"

    @cached_property
    def stepfunctions(self) -> SFNClient:
        """The hub's machines and their executions."""
        return Account(self.engine_url, HUB_ACCOUNT).stepfunctions

    def dead_letters(self) -> list[DeadLetter]:
        """What is on the hub's dead-letter queue."""
        account = Account(self.engine_url, HUB_ACCOUNT)
        return dead_letters(account.sqs, account.outputs(self.stack)["DeadLetterQueueUrl"])


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: SlackServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The page, the messages, a file."""
        parts = urlsplit(self.path)
        if parts.path == "/":
            asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            store, names = self.server.store, (asked.get("channel"), asked.get("user"))
            shown = page.render(store.messages(), store.views(), *names)
            self._page(page.with_local_links(shown, self.server.engine_url))
        elif parts.path == "/executions":
            shown = executions.render(self.server.stepfunctions, self.server.dead_letters, parse_qs(parts.query))
            self._page(shown)
        elif parts.path == "/messages":
            self._json(200, self.server.store.messages())
        elif parts.path == "/views":
            self._json(200, self.server.store.views())
        elif parts.path.startswith("/files/"):
            self._file(parts.path.split("/")[2])
        elif parts.path.startswith("/api/"):
            self.do_POST()
        else:
            self._answer(404, b"not found")

    def do_DELETE(self) -> None:
        """Forget messages or faults, or close a dialog unsubmitted."""
        if self.path.startswith("/views/"):
            self.server.store.close_view(self.path.rpartition("/")[2])
            self._json(200, {"ok": True})
            return
        forget = {"/messages": self.server.store.forget, "/faults": self.server.faults.clear}.get(self.path)
        if forget is None:
            self._answer(404, b"not found")
        else:
            forget()
            self._json(200, {"ok": True})

    def do_POST(self) -> None:
        """A message, an upload or a Web API call, each of which may meet a fault; or new faults."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path == "/faults":
            self._add_faults(body)
        elif path in ("/interactions", "/commands"):
            self._act(path, json_object(body))
        elif path.startswith(("/services/", "/api/", "/upload/")):
            fault = self.server.faults.take()
            if fault is None or fault.took:
                self._serve(path, body, silent=fault is not None)
            if fault is not None:
                self._fail(fault, path)
        else:
            self._answer(404, b"not found")

    def _act(self, path: str, asked: dict[str, Any]) -> None:
        """Do what a user does, and answer as the hub did; a dialog that was taken closes, a command's answer shows."""
        store, base_url = self.server.store, self.server.base_url
        try:
            if path == "/commands":
                form = interactions.command(store, base_url, asked)
            elif "view_id" in asked:
                form = interactions.form_of(interactions.submit(store, asked))
            else:
                form = interactions.form_of(interactions.press(store, base_url, asked))
        except Refused as refused:
            self._json(400, {"ok": False, "error": refused.error})
            return
        status, answer = self.server.hub.send(path.strip("/"), form)
        if status == 200 and path == "/commands" and (content := json_object(answer)).get("text"):
            store.answer(urlsplit(form["response_url"]).path, content)
        if status == 200 and "view_id" in asked and b"response_action" not in answer:
            store.close_view(str(asked["view_id"]))
        self._answer(status, answer, "application/json; charset=utf-8")

    def _serve(self, path: str, body: bytes, *, silent: bool) -> None:
        """Do what was asked; with `silent` the answer is lost on the way."""
        if path.startswith("/services/"):
            status, answer, kind = self._webhook(path, body)
        elif path.startswith("/upload/"):
            status, answer, kind = self._upload(path.rpartition("/")[2], body)
        else:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
            arguments = arguments_of(self.headers, body, self.path)
            token = arguments.pop("token", None) or token
            reply = methods.call(self.server.store, self.server.base_url, path.removeprefix("/api/"), arguments, token)
            status, answer, kind = 200, json.dumps(reply).encode(), "application/json; charset=utf-8"
        if not silent:
            self._answer(status, answer, kind)

    def _webhook(self, path: str, body: bytes) -> tuple[int, bytes, str]:
        content = arguments_of(self.headers, body, self.path)
        if "payload" in content:
            content = json_object(content["payload"].encode())
        try:
            if not content:
                raise Refused("invalid_payload")
            take = methods.respond if path.startswith("/services/respond/") else methods.webhook
            take(self.server.store, path, content)
        except Refused as refused:
            return _WEBHOOK_STATUS.get(refused.error, 400), refused.error.encode(), "text/html"
        return 200, b"ok", "text/html"

    def _upload(self, file_id: str, body: bytes) -> tuple[int, bytes, str]:
        file = self.server.store.file(file_id)
        content = uploaded_bytes(self.headers, body)
        if file is None or len(content) != file.length:
            return 400, b"the upload is unknown or has another length than was announced", "text/plain"
        self.server.store.fill(file, content)
        return 200, f"OK - {len(content)}".encode(), "text/plain"

    def _file(self, file_id: str) -> None:
        file = self.server.store.file(file_id)
        if file is None or file.content is None:
            self._answer(404, b"not found")
            return
        guessed = mimetypes.guess_type(file.name)[0]
        self._answer(200, file.content, guessed if guessed in _SHOWN else "application/octet-stream")

    def _add_faults(self, body: bytes) -> None:
        try:
            self._json(200, {"ok": True, "faults": self.server.faults.add(json.loads(body))})
        except ValueError as error:
            self._json(400, {"ok": False, "error": str(error)})

    def _fail(self, fault: Fault, path: str) -> None:
        if fault.hang is not None:
            time.sleep(fault.hang)
            self.close_connection = True
        elif fault.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif fault.status is not None:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            self._answer(fault.status, b"fault", "text/plain", headers)
        elif path.startswith("/services/"):
            self._answer(_WEBHOOK_STATUS.get(fault.error, 403), fault.error.encode())
        else:
            self._json(200, {"ok": False, "error": fault.error})

    def _page(self, shown: str) -> None:
        self._answer(200, shown.encode(errors="replace"), "text/html; charset=utf-8")

    def _json(self, status: int, value: object) -> None:
        self._answer(status, json.dumps(value).encode(), "application/json; charset=utf-8")

    def _answer(
        self, status: int, body: bytes, kind: str = "text/plain", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        policy = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": page.POLICY}
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **policy,
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name for it
        """One line a request into the log, but none for the page that keeps itself fresh."""
        if self.command != "GET":
            super().log_message(format, *args)
