"""The played Slack sends what Slack sends: held against slack_sdk's own verifier and models, and against its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.request import Request, urlopen

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from config_monitor.adapters.slack.blocks import slack_message
from config_monitor.adapters.slack.dialogs import exception_view
from config_monitor.adapters.slack.payloads import payload_of, read_command, read_form, read_interaction
from config_monitor.domain.actions import Action, Press, Submission
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import alert_context
from config_monitor.domain.policy import Author
from local.environment import slack_version
from local.slack.interactions import HubAddress
from local.slack.methods import SIGNING_SECRET, call
from local.slack.server import SlackServer
from simulation.sender import WRITER, violation
from simulation.served import served

ALERT = violation()
NOTIFICATION = WRITER.write(alert_context(ALERT))
NOW = "2026-11-26T12:00:00.000Z"


class Hub(BaseHTTPRequestHandler):
    """A hub that keeps what it gets and answers what the test wants."""

    got: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []
    answers: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), body))
        answer = json.dumps(self.answers.pop(0)).encode() if self.answers else b""
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def slack(played: SlackServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackServer]:
    Hub.got.clear()
    Hub.answers.clear()
    with served(ThreadingHTTPServer(("127.0.0.1", 0), Hub)) as hub:
        monkeypatch.setattr(HubAddress, "address", lambda _: (f"http://127.0.0.1:{hub.server_port}", "hub"))
        yield played


def post(slack: SlackServer, path: str, asked: dict[str, Any]) -> str:
    with urlopen(Request(slack.base_url + path, json.dumps(asked).encode()), timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def page(slack: SlackServer, user: str) -> str:
    with urlopen(f"{slack.base_url}/?channel=security&user={user}", timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def posted(slack: SlackServer) -> str:
    """The timestamp of a violation's message with its buttons."""
    message = slack_message(NOTIFICATION, show_buttons=True)
    content = {"channel": "security", "text": message.text, "blocks": message.blocks}
    content["attachments"] = message.attachments
    ts: str = call(slack.store, slack.base_url, "chat.postMessage", content, "xoxb-local-config-monitor")["ts"]
    return ts


def received() -> tuple[bytes, dict[str, Any]]:
    """What the hub got last, which slack_sdk's own verifier accepts."""
    _, headers, body = Hub.got[-1]
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    return body, payload_of(read_form(body))


def opened(slack: SlackServer, user: str = "UALICE") -> str:
    """A dialog that the hub opened for a user who pressed the button."""
    view = exception_view(Action(action_id="a", kind="except", by=Author(id=user), at=NOW), date(2026, 11, 26), 90)
    arguments = {"trigger_id": slack.store.trigger(user), "view": json.dumps(view)}
    result = call(slack.store, slack.base_url, "views.open", arguments, "xoxb-local-config-monitor")
    view_id: str = result["view"]["id"]
    return view_id


@pytest.mark.parametrize(
    ("action", "values", "days"), [("acknowledge", {}, None), ("mute", {"days": 7}, 7), ("mute", {"chosen": "30"}, 30)]
)
def test_a_button_is_pressed(slack: SlackServer, action: str, values: dict[str, Any], days: int | None) -> None:
    asked = {"user": "UBOB", "channel": "security", "ts": posted(slack), "action": action, "values": values}
    assert post(slack, "/interactions", asked) == ""
    press = read_interaction(*received(), NOW)
    assert isinstance(press, Press)
    assert (press.action.kind, press.action.by, press.action.days) == (action, Author(id="UBOB", name="bob"), days)
    assert press.action.alert == ALERT.key


def test_a_dialog_is_submitted_and_stays_open_with_its_faults(slack: SlackServer) -> None:
    view_id, values = opened(slack), {"reason": "a bastion", "expires": "2026-12-24", "scope": "rule"}
    Hub.answers.append({"response_action": "errors", "errors": {"expires": "This day is over."}})
    asked = {"user": "UALICE", "view_id": view_id, "values": values}
    assert "This day is over" in post(slack, "/interactions", asked)
    assert [view["id"] for view in slack.store.views()] == [view_id]
    submission = read_interaction(*received(), NOW)
    assert isinstance(submission, Submission)
    assert submission[1:] == ("a bastion", "2026-12-24", "rule")
    post(slack, "/interactions", asked)
    assert slack.store.views() == []


def test_a_commands_answers_take_each_others_place_and_are_five_at_most(slack: SlackServer) -> None:
    Hub.answers.append({"response_type": "ephemeral", "text": "Looking …"})
    asked = {"user": "UBOB", "channel": "security", "command": "/compliance", "text": "mine & yours"}
    assert "Looking" in post(slack, "/commands", asked)
    _, headers, body = Hub.got[-1]
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    command = read_command(body, read_form(body))
    assert (command.by.id, command.text) == ("UBOB", "mine & yours")
    client = WebhookClient(command.response_url)
    assert client.send(text="3 open", replace_original=True).status_code == 200
    assert "3 open" in page(slack, "UBOB")
    assert "Looking" not in page(slack, "UBOB")
    assert "3 open" not in page(slack, "UALICE")
    assert [client.send(text="again").status_code for _ in range(5)] == [200] * 4 + [404]


def test_the_page_shows_what_can_be_clicked_and_a_dialog_to_its_user_alone(slack: SlackServer) -> None:
    ts, view_id = posted(slack), opened(slack)
    shown = page(slack, "UALICE")
    for part in ('data-action="acknowledge"', 'data-action="mute"', f'article id="{ts}"', f'dialog id="{view_id}"'):
        assert part in shown
    assert view_id not in page(slack, "UBOB")
    closing = Request(f"{slack.base_url}/views/{view_id}", method="DELETE")
    urlopen(closing, timeout=5).close()
    assert view_id not in page(slack, "UALICE")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/interactions", {"user": "UNOBODY", "channel": "security", "ts": "1.0", "action": "mute"}),
        ("/interactions", {"user": "UBOB", "channel": "security", "ts": "1.0", "action": "mute"}),
        ("/interactions", {"user": "UBOB", "view_id": "V1", "values": {}}),
        ("/commands", {"user": "UBOB", "channel": "missing", "command": "/compliance"}),
    ],
)
def test_what_a_user_cannot_do_is_not_sent(slack: SlackServer, path: str, asked: dict[str, Any]) -> None:
    with pytest.raises(OSError, match="400"):
        post(slack, path, asked)
    assert Hub.got == []


def test_slacks_models_take_our_messages_and_dialogs() -> None:
    message = slack_message(NOTIFICATION, show_buttons=True)
    blocks = [*message.blocks, *(block for part in message.attachments for block in part["blocks"])]
    parsed = [Block.parse(block) for block in blocks]
    assert "actions" in [block.type for block in parsed if block]
    for block in parsed:
        assert block
        block.validate_json()
    longest = AlertKey(channel="c" * 200, group="g" * 1300, position="2026-11-26T12:00:00.000Z#" + "e" * 100)
    action = Action(action_id="a" * 40, kind="except", by=Author(id="UALICE", name="a" * 80), at=NOW, alert=longest)
    view = exception_view(action, date(2026, 11, 26), 365)
    View(**view).validate_json()
    assert len(view["private_metadata"]) < 3000


def test_make_up_starts_the_played_slack_anew_when_its_files_change(tmp_path: Any) -> None:
    folder = tmp_path / "local" / "slack"
    folder.mkdir(parents=True)
    (tmp_path / "local" / "executions").mkdir()
    (folder / "page.js").write_text("one")
    before = slack_version(tmp_path)
    assert slack_version(tmp_path) == before
    (folder / "page.js").write_text("two")
    assert slack_version(tmp_path) != before
