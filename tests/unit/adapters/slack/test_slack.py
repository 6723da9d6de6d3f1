"""Bot and webhook against the played Slack and a raw socket: each fault raises its own error, without secrets."""

import json
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.past_messages import EVENT_TYPE, find_posted
from config_monitor.adapters.slack.secret import KEPT_SECONDS, SlackSecret
from config_monitor.adapters.slack.webhook import SlackWebhook
from config_monitor.domain.notifications import Notification
from config_monitor.errors import (
    FormRefused,
    InvalidSettings,
    NoSuchChannel,
    NotificationRefused,
    NotifierBusy,
    NotifierError,
    NotifierUnanswered,
    ThreadGone,
)
from config_monitor.ports import Notifier, Posted
from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.server import SlackServer

MESSAGE = Notification(headline="hello")


@dataclass
class FakeSecrets:
    """Secrets Manager with one secret; counts how often it is read."""

    value: str
    read: int = 0

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        self.read += 1
        return {"SecretString": self.value}


def secret(played_port: int = 1, token: str = TOKEN, secrets: FakeSecrets | None = None) -> SlackSecret:
    webhook = f"http://127.0.0.1:{played_port}{WEBHOOK_PATH}"
    made: Any = secrets or FakeSecrets(json.dumps({"bot_token": token, "webhook_url": webhook}))
    return SlackSecret(made, "arn")


def bot(port: int, **payload: Any) -> SlackBot:
    return SlackBot(secret(port, **payload), SlackAddress(secure=False, host="127.0.0.1", port=port, path="/api/"), 0.4)


def webhook(port: int) -> SlackWebhook:
    return SlackWebhook(secret(port), {f"127.0.0.1:{port}"}, 0.4)


@pytest.mark.parametrize("make", [bot, webhook])
def test_asking_for_an_answer_posts_nothing_and_any_answer_counts(
    played: SlackServer, make: Callable[[int], Notifier]
) -> None:
    slack = make(played.server_port)
    slack.check_answers()
    played.faults.add([{"ok": False, "error": "invalid_auth"}, {"status": 503}, {"reset": True}, {"hang": 2.0}])
    slack.check_answers()
    for expected in (NotifierBusy, NotifierUnanswered, NotifierUnanswered):
        with pytest.raises(expected):
            slack.check_answers()
    assert played.store.messages() == []


MADE: dict[str, Callable[[int], Notifier]] = {"bot": bot, "webhook": webhook}


@pytest.fixture(params=MADE)
def slack(request: pytest.FixtureRequest, played: SlackServer) -> Notifier:
    return MADE[request.param](played.server_port)


def test_a_bot_posts_edits_and_answers(played: SlackServer) -> None:
    slack = bot(played.server_port)
    first = slack.post("alerts", MESSAGE)
    assert first.channel_id
    assert first.message_id
    slack.post(first.channel_id, Notification(headline="reply"), first.message_id)
    slack.edit(first.channel_id, first.message_id, Notification(headline="edited"))
    seen = [(m["via"], m["channel"], m["thread_ts"], m["text"]) for m in played.store.messages()]
    assert seen == [
        ("chat.postMessage", "alerts", None, "hello"),
        ("chat.postMessage", "alerts", first.message_id, "reply"),
        ("chat.update", "alerts", None, "edited"),
    ]


def test_a_bot_that_may_read_the_history_finds_what_it_posted_by_its_reference(played: SlackServer) -> None:
    address = SlackAddress(secure=False, host="127.0.0.1", port=played.server_port, path="/api/")
    slack, blind = SlackBot(secret(played.server_port), address, 0.4, reads_history=True), bot(played.server_port)
    since = time.time()
    first = slack.post("alerts", MESSAGE.model_copy(update={"references": ("a", "b")}))
    reply = slack.post("alerts", MESSAGE.model_copy(update={"references": ("c",)}), first.message_id)
    blind.post("alerts", MESSAGE.model_copy(update={"references": ("d",)}))
    assert slack.find("alerts", since) == {"a": first, "b": first, "c": reply}
    assert slack.find("alerts", since, first.message_id) == {"a": first, "b": first, "c": reply}
    assert slack.find("alerts", since + 3600) == slack.find("no-such-channel", since) == {}
    assert blind.find("alerts", since) == {}


def test_what_another_app_posted_with_the_same_reference_is_not_taken_for_its_own() -> None:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"references": ["a", 7]}}
    foreign = [{"ts": "1.0", "bot_id": "B2", "metadata": metadata}, {"ts": "1.1", "user": "U1"}, "odd"]
    own = [{"ts": "2.0", "bot_id": "B1", "metadata": metadata}, {"ts": "3.0", "bot_id": "B1", "metadata": {}}]
    pages: dict[str, dict[str, Any]] = {
        "": {"messages": foreign, "response_metadata": {"next_cursor": "more"}},
        "more": {"messages": own},
    }

    def call(method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if method == "conversations.history":
            return pages[arguments.get("cursor", "")]
        return {"bot_id": "B1", "channels": [{"id": "C1", "name": "alerts"}]}

    assert find_posted(call, "#alerts", 0.0, None) == {"a": Posted("C1", "2.0")}


def test_slack_is_asked_for_nothing_that_is_known_or_of_no_use() -> None:
    asked: list[str] = []

    def call(method: str, _arguments: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(method)
        return {"channels": [{"id": "C0ALERTS1", "name": "alerts"}], "messages": [{"ts": "1.0", "bot_id": "B1"}]}

    assert find_posted(call, "C0ALERTS1", 0.0, "1.0") == find_posted(call, "alerts", 0.0, None) == {}
    assert asked == ["conversations.replies", "conversations.list", "conversations.history"]


def test_a_webhook_posts_and_gets_no_ids(played: SlackServer) -> None:
    posted = webhook(played.server_port).post("any", MESSAGE)
    assert (posted.channel_id, posted.message_id) == (None, None)
    assert [m["via"] for m in played.store.messages()] == ["webhook"]
    with pytest.raises(NotificationRefused):
        webhook(played.server_port).edit("C", "1.0", MESSAGE)


@pytest.mark.parametrize(
    ("fault", "expected", "pause"),
    [
        ({"status": 429, "retry_after": 30}, NotifierBusy, 30),
        ({"status": 429, "retry_after": None}, NotifierBusy, None),
        ({"status": 429, "retry_after": "soon"}, NotifierBusy, None),
        ({"status": 429, "retry_after": -5}, NotifierBusy, None),
        ({"status": 429, "retry_after": "inf"}, NotifierBusy, 3600),
        ({"status": 429, "retry_after": "nan"}, NotifierBusy, None),
        ({"status": 500}, NotifierBusy, None),
        ({"status": 503, "retry_after": 5}, NotifierBusy, 5),
        ({"status": 302}, NotificationRefused, None),
        ({"status": 404}, NotificationRefused, None),
        ({"reset": True}, NotifierUnanswered, None),
        ({"hang": 1}, NotifierUnanswered, None),
        ({"took": True, "hang": 1}, NotifierUnanswered, None),
    ],
)
def test_each_fault_is_its_own_error(
    slack: Notifier,
    played: SlackServer,
    fault: dict[str, Any],
    expected: type[NotifierError],
    pause: float | None,
) -> None:
    played.faults.add([fault])
    with pytest.raises(expected) as raised:
        slack.post("alerts", MESSAGE)
    assert getattr(raised.value, "retry_after", None) == pause
    assert len(played.store.messages()) == int("took" in fault)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ratelimited", NotifierBusy),
        ("service_unavailable", NotifierBusy),
        ("fatal_error", NotifierUnanswered),
        ("internal_error", NotifierUnanswered),
        ("channel_not_found", NoSuchChannel),
        ("invalid_blocks", FormRefused),
        ("is_archived", NoSuchChannel),
        ("message_not_found", ThreadGone),
        ("restricted_action", NotificationRefused),
    ],
)
def test_an_error_with_status_200_is_an_error(played: SlackServer, code: str, expected: type[NotifierError]) -> None:
    played.faults.add([{"ok": False, "error": code}])
    with pytest.raises(expected, match=code):
        bot(played.server_port).post("alerts", MESSAGE)


def test_what_slack_calls_invalid_is_refused_for_its_form() -> None:
    with answering(b"HTTP/1.1 400 x\r\nContent-Length: 14\r\n\r\ninvalid_blocks") as port:
        for slack in (bot(port), webhook(port)):
            with pytest.raises(FormRefused) as refused:
                slack.post("alerts", MESSAGE)
            assert refused.value.code == "invalid_blocks"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[]", b'"ok"', b"null", b'{"ok": "true"}', b'{"ok": 1}'])
def test_an_answer_that_is_not_slacks_is_no_success(body: bytes) -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)) as port:
        for slack in (bot(port), webhook(port)):
            with pytest.raises(NotifierError):
                slack.post("alerts", MESSAGE)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"])
def test_an_answer_that_drips_ends_at_the_deadline(start: bytes) -> None:
    """Each byte comes in time for the socket's own limit; the deadline of the whole answer ends it."""
    with answering(start, drip=b"x") as port, pytest.raises(NotifierUnanswered):
        bot(port).post("alerts", MESSAGE)


def test_a_redirect_is_not_followed() -> None:
    with (
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as elsewhere,
        answering(b"HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % elsewhere) as port,
    ):
        for slack in (bot(port), webhook(port)):
            with pytest.raises(NotificationRefused, match="http_307"):
                slack.post("alerts", MESSAGE)


def test_where_nothing_listens_slack_took_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for slack in (bot(taken.getsockname()[1]), webhook(taken.getsockname()[1])):
            with pytest.raises(NotifierBusy, match="ConnectionRefusedError"):
                slack.post("alerts", MESSAGE)


def test_the_secret_is_read_once_in_five_minutes_and_after_slack_refused_it(played: SlackServer) -> None:
    secrets = FakeSecrets(json.dumps({"bot_token": TOKEN}))
    passed = [0.0]
    made: Any = secrets
    kept = SlackSecret(made, "arn", lambda: passed[0])
    slack = SlackBot(kept, SlackAddress(secure=False, host="127.0.0.1", port=played.server_port, path="/api/"))
    for _ in range(3):
        slack.post("alerts", MESSAGE)
    assert secrets.read == 1
    passed[0] = KEPT_SECONDS + 1
    slack.post("alerts", MESSAGE)
    assert secrets.read == 2
    played.faults.add([{"ok": False, "error": "token_revoked"}])
    with pytest.raises(NotificationRefused):
        slack.post("alerts", MESSAGE)
    slack.post("alerts", MESSAGE)
    assert secrets.read == 3


CANARY = "xoxb-canary-9f3a"


@pytest.mark.parametrize(
    "value",
    [
        CANARY,
        json.dumps([CANARY]),
        json.dumps({"bot_token": [CANARY], "webhook_url": {"x": CANARY}}),
        json.dumps({"bot_token": "", "webhook_url": f"https://evil.example/services/{CANARY}"}),
        json.dumps({"bot_token": f"{CANARY}\r\nX: y", "webhook_url": f"http://[{CANARY}"}),
        json.dumps({"bot_token": CANARY, "webhook_url": f"https://hooks.slack.com/services/{CANARY}\n"}),
    ],
)
def test_no_secret_shows_in_an_error_a_log_or_their_causes(value: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every failing path with a canary for a secret: what Step Functions or a log would be given does not have it."""
    caplog.set_level(logging.DEBUG)
    secrets: Any = FakeSecrets(value)
    with answering(b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n") as port:
        address = SlackAddress(secure=False, host="127.0.0.1", port=port, path="/api/")
        for slack in (SlackBot(SlackSecret(secrets, "arn"), address), SlackWebhook(SlackSecret(secrets, "arn"))):
            with pytest.raises((NotifierError, InvalidSettings)) as raised:
                slack.post("alerts", MESSAGE)
            assert CANARY not in "".join(traceback.format_exception(raised.value))
    assert CANARY not in caplog.text


class answering:  # noqa: N801 - reads as what it does: `with answering(bytes) as port`
    """A socket that answers every connection with the same bytes, and then with a byte now and then."""

    def __init__(self, answer: bytes, drip: bytes = b"") -> None:
        self._answer, self._drip = answer, drip
        self._over = threading.Event()

    def __enter__(self) -> int:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(self._answer)
                self._keep_dripping(connection)

    def _keep_dripping(self, connection: socket.socket) -> None:
        while self._drip and not self._over.wait(0.05):
            try:
                connection.sendall(self._drip)
            except OSError:
                return
