"""The page for people on this machine: each question is sent on to the hub's API, signed with the caller's credentials.

Whoever can make a browser on this machine ask must not be answered. So a request must name this server as its host (a
site that resolves its own name to 127.0.0.1 does not), must not come from another origin, and must have the token of
this start, which the address that was printed puts into a cookie.
"""

import json
import re
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from config_monitor_cli.failures import EXPECTED, sentence_of
from query_events.static_page import static_page

_API_PATHS = re.compile(r"/(events|incidents|names|compliance|openapi\.json)([/?].*)?")
_PASSED_ON = ("Content-Type", "Content-Disposition")
_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Answer:
    """What is sent to the browser."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


Ask = Callable[[str, str], Answer]
"""Asks the API for a path with its query, accepting a media type."""


def signed_api(url: str, region: str, credentials: Credentials) -> Ask:
    """The API at an address, asked with these credentials; those that expire are renewed as botocore renews them."""
    session = URLLib3Session(timeout=35)

    def ask(path: str, accept: str) -> Answer:
        request = AWSRequest("GET", url.rstrip("/") + path, headers={"Accept": accept})
        SigV4Auth(credentials, "execute-api", region).add_auth(request)
        response = session.send(request.prepare())
        passed = {name: response.headers[name] for name in _PASSED_ON if name in response.headers}
        return Answer(response.status_code, passed, response.content)

    return ask


class PageServer(ThreadingHTTPServer):
    """Serves on 127.0.0.1 alone; port 0 is any that is free. Raises OSError when the port is taken."""

    daemon_threads = True

    def __init__(self, port: int, ask: Ask, caller: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.ask, self.caller, self.token = ask, caller, secrets.token_urlsafe(32)
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}
        self.cookie = f"page-{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away before its answer, as at a reload; all else is a traceback."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """What to open in the browser: it has the token of this start."""
        return f"http://127.0.0.1:{self.server_port}/start?token={self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: PageServer

    def do_GET(self) -> None:
        answer = self._answer()
        self.send_response(answer.status)
        for name, value in {**_ALWAYS, **answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _answer(self) -> Answer:
        if self.headers.get("Host") not in self.server.hosts:
            return _refusal(421, "This server answers under its own address alone.")
        path, _, query = self.path.partition("?")
        if path == "/":
            return self._page()
        if self._is_foreign():
            return _refusal(403, "Another site's requests are not answered.")
        if path == "/start":
            return self._start(parse_qs(query).get("token", [""])[0])
        if not _API_PATHS.fullmatch(self.path):
            return _refusal(404, "There is nothing at this path.")
        if not self._has_token():
            return _refusal(403, "This page is of an earlier start: open the address that `make page` printed.")
        try:
            return self.server.ask(self.path, self.headers.get("Accept", "application/json"))
        except EXPECTED as error:
            return _refusal(502, sentence_of(error))

    def _page(self) -> Answer:
        page = static_page("served", caller=self.server.caller)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.policy}
        return Answer(200, headers, page.html.encode())

    def _is_foreign(self) -> bool:
        """Whether a browser says that another origin asks; browsers let no script say otherwise."""
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site", "none")
        own = {f"http://{host}" for host in self.server.hosts}
        return (origin is not None and origin not in own) or site not in ("same-origin", "none")

    def _start(self, token: str) -> Answer:
        """The cookie for who comes by the printed address; Strict, so that no other site's request carries it."""
        if not compare_digest(token.encode(), self.server.token.encode()):
            return _refusal(403, "This address is of an earlier start: open the one that `make page` printed last.")
        cookie = f"{self.server.cookie}={self.server.token}; HttpOnly; SameSite=Strict; Path=/"
        return Answer(303, {"Location": "/", "Set-Cookie": cookie})

    def _has_token(self) -> bool:
        try:
            sent = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            return False
        return sent is not None and compare_digest(sent.value.encode(), self.server.token.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing is logged: addresses have the token and names of resources."""


def _refusal(status: int, detail: str) -> Answer:
    problem = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Answer(status, {"Content-Type": "application/problem+json"}, json.dumps(problem).encode())
