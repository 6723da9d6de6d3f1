"""The three pages on ports of their own, with made-up content: no engine runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config_monitor.adapters.slack.blocks import slack_message
from config_monitor.adapters.slack.dialogs import exception_view
from config_monitor.domain.actions import Action
from config_monitor.domain.notifications import alert_context
from config_monitor.domain.policy import Author
from local.slack.methods import TOKEN, call
from local.slack.server import SlackServer
from query_events.handler import handler
from simulation.lambda_context import LambdaContext
from simulation.sender import WRITER, violation
from simulation.served import served
from tests.support.api import lambda_with_history, request

CHANNEL = "security"
NOW = "2026-11-26T12:00:00.000Z"


class PlayedHub:
    """Takes what people do in Slack."""

    def __init__(self) -> None:
        self.pressed: list[str] = []

    def send(self, _: str, form: dict[str, str]) -> tuple[int, bytes]:
        """The hub's answer, once it has noted the actions."""
        payload = json.loads(form.get("payload", "{}"))
        self.pressed += [action["action_id"] for action in payload.get("actions", [])]
        return 200, b""


class Api(BaseHTTPRequestHandler):
    """The Lambda of the API behind a plain address."""

    def do_GET(self) -> None:
        """Hand the request to the handler, as API Gateway does."""
        parts = urlsplit(self.path)
        event = request(parts.path, self.headers["Accept"], **parse_qs(parts.query))
        answer = handler(event, LambdaContext(29_000))
        body = answer["body"].encode()
        self.send_response(answer["statusCode"])
        for name, values in answer["multiValueHeaders"].items():
            self.send_header(name, values[0])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def served_api() -> Iterator[str]:
    """The API over thirty events; the address of its page."""
    with lambda_with_history(), served(ThreadingHTTPServer(("127.0.0.1", 0), Api)) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def post_violation(slack: SlackServer) -> None:
    """A violation's message, as the hub sends it to the channel."""
    message = slack_message(WRITER.write(alert_context(violation())), show_buttons=True)
    content = {"channel": CHANNEL, "text": message.text, "blocks": message.blocks, "attachments": message.attachments}
    call(slack.store, slack.base_url, "chat.postMessage", content, TOKEN)


def open_dialog(slack: SlackServer, user: str) -> None:
    """The dialog of an exception, which the hub opens for whoever asks for one."""
    view = exception_view(Action(action_id="a", kind="except", by=Author(id=user), at=NOW), date(2026, 11, 26), 90)
    call(
        slack.store,
        slack.base_url,
        "views.open",
        {"trigger_id": slack.store.trigger(user), "view": json.dumps(view)},
        TOKEN,
    )
