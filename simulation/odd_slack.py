"""A Slack that answers oddly: good answers bent, cut, wrong in status or headers, or no answer, drawn by a seed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.adapters.slack.workspace import SlackWorkspace
from config_monitor.domain.notifications import Image, Notification
from config_monitor.domain.policy import Approvers
from config_monitor.errors import InvalidSettings, NotifierError
from simulation.mutations import bent, edge
from simulation.served import served

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
_STATUSES = (200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 408, 429, 500, 503, 599)
_PAUSES = ("1", "0.5", "-1", "nan", "inf", "soon", "9" * 400, "\xff", "")
_GOOD: dict[str, Any] = {
    "chat.postMessage": {"channel": "C1", "ts": "1.000100", "message": {"ts": "1.000100", "bot_id": "B1"}},
    "chat.update": {"channel": "C1", "ts": "1.000100"},
    "chat.getPermalink": {"permalink": "https://example.slack.com/archives/C1/p1000100"},
    "auth.test": {"bot_id": "B1", "team_id": "T1"},
    "bots.info": {"bot": {"app_id": "A1"}},
    "users.info": {"user": {"id": "U1", "team_id": "T1", "is_restricted": False}},
    "usergroups.users.list": {"users": ["U1", "U2"]},
    "conversations.info": {"channel": {"id": "C1", "is_private": True}},
    "conversations.members": {"members": ["U1"], "response_metadata": {"next_cursor": ""}},
    "conversations.list": {"channels": [{"id": "C1", "name": "alerts"}], "response_metadata": {"next_cursor": ""}},
    "conversations.history": {
        "messages": [
            {
                "ts": "1.000100",
                "bot_id": "B1",
                "metadata": {"event_type": "config_monitor_notification", "event_payload": {"references": ["r"]}},
            }
        ]
    },
    "files.getUploadURLExternal": {"upload_url": "http://127.0.0.1:1/upload/1", "file_id": "F1"},
    "files.completeUploadExternal": {"files": [{"id": "F1"}]},
}


def answers_that_escape(seed: int, rounds: int) -> list[str]:
    """What came of odd answers, other than a result or an error that senders answer: nothing, if all is well."""
    escaped = []
    with _odd_slack(Random(seed)) as port:
        for number in range(rounds):
            for name, call in _calls(port).items():
                try:
                    call()
                except (NotifierError, InvalidSettings):
                    continue
                except Exception as error:
                    escaped.append(f"seed {seed}, round {number}, {name}: {error!r}")
    return escaped


def _calls(port: int) -> dict[str, Callable[[], object]]:
    """Everything that is asked of Slack, by an app that knows nothing yet."""
    address = SlackAddress(secure=False, host="127.0.0.1", port=port, path="/api/")
    bot = SlackBot(SlackSecret(_Secrets(), "arn"), address, 0.3, reads_history=True)  # type: ignore[arg-type]
    workspace = SlackWorkspace(bot)
    approvers = Approvers(users=("U9",), groups=("S1",), channel="C1")
    message = Notification(headline="hello", references=("r",))
    return {
        "post": lambda: bot.post("alerts", message, None),
        "edit": lambda: bot.edit("C1", "1.000100", message),
        "check_answers": bot.check_answers,
        "find": lambda: bot.find("alerts", 0.0),
        "attach": lambda: bot.attach("C1", "1.000100", [Image(name="a.png", title="a", alternative="a", png=b"a")]),
        "answer_privately": lambda: bot.answer_privately("C1", "U1", ["hello"]),
        "own": workspace.own,
        "membership": lambda: workspace.membership("U1", approvers),
        "link": lambda: workspace.link("C1", "1.000100"),
    }


class _Secrets:
    def get_secret_value(self, **_: Any) -> dict[str, str]:
        return {"SecretString": '{"bot_token": "xoxb-made-up", "signing_secret": "made-up"}'}


@contextmanager
def _odd_slack(random: Random) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if random.random() < 0.03:  # the connection ends without an answer
                return
            body = _body(random, self.path.rpartition("/")[2])
            self.send_response_only(random.choice(_STATUSES) if random.random() < 0.3 else 200)
            if random.random() < 0.2:
                self.send_header("Retry-After", random.choice(_PAUSES))
            length = len(body) if random.random() < 0.95 else random.choice((0, 1, len(body) + 9))
            self.send_header("Content-Length", str(length))
            self.end_headers()
            with suppress(OSError):  # whoever asked may have gone
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield server.server_port


def _body(random: Random, method: str) -> bytes:
    good: Any = deepcopy({"ok": True, **_GOOD.get(method, {})})
    match random.randrange(10):
        case 0:
            good = {"ok": False, "error": edge(random, NOW)}
        case 1:
            good = edge(random, NOW)
        case 2 | 3 | 4 | 5 | 6:
            good = bent(good, random, NOW)
        case 7:
            return random.choice((b"", b"{", b"\xff\xfe", b"[" * 100_000, b"<html>busy</html>", b'{"ok": tru'))
    return json.dumps(good, default=str).encode(errors="surrogatepass")
