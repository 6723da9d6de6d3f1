"""The played Slack takes, refuses, fails and shows as Slack does."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from http.client import RemoteDisconnected
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack.methods import TOKEN, WEBHOOK_PATH
from local.slack.page import with_local_links
from local.slack.server import SlackServer
from local.slack.store import channel_id, channel_name

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.fixture
def slack(played: SlackServer) -> SlackServer:
    return played


@pytest.fixture
def bot(slack: SlackServer) -> WebClient:
    return WebClient(token=TOKEN, base_url=f"{slack.base_url}/api/")


def http(slack: SlackServer, method: str, path: str, body: Any = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(slack.base_url + path, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def messages(slack: SlackServer) -> list[dict[str, Any]]:
    actual: list[dict[str, Any]] = json.loads(http(slack, "GET", "/messages")[1])
    return actual


def test_a_bot_posts_answers_in_the_thread_and_edits(slack: SlackServer, bot: WebClient) -> None:
    """All three are listed in order, with the timestamps that a client was given."""
    posted = bot.chat_postMessage(channel="#alerts", text="opened", blocks=[SECTION])
    bot.chat_postMessage(channel=posted["channel"], text="resolved", thread_ts=posted["ts"])
    bot.chat_update(channel=posted["channel"], ts=posted["ts"], text="opened, resolved")
    first, reply, edit = messages(slack)
    assert [m["via"] for m in (first, reply, edit)] == ["chat.postMessage", "chat.postMessage", "chat.update"]
    assert {m["channel"] for m in (first, reply, edit)} == {"alerts"}
    assert (reply["thread_ts"], edit["ts"]) == (posted["ts"], posted["ts"])
    assert edit["blocks"] == [SECTION]
    assert [m["seq"] for m in (first, reply, edit)] == [1, 2, 3]


def test_a_channel_id_spells_its_name() -> None:
    """Ids are stable, and names that start with `missing` are not found."""
    assert channel_name(channel_id("config-monitor")) == "config-monitor"
    assert channel_name("#alerts") == "alerts"
    assert channel_name("missing-channel") is None
    assert channel_name(channel_id("missing-channel")) is None


def text(length: int, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": kind, "text": "y" * length}


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([{"type": "unheard-of"}], "invalid_blocks"),
        ([{"type": "section"}], "invalid_blocks"),
        ([{"type": "section", "text": text(3001)}], "invalid_blocks"),
        ([{"type": "section", "text": text(0)}], "invalid_blocks"),
        ([{"type": "section", "fields": [text(5)] * 11}], "invalid_blocks"),
        ([{"type": "section", "fields": [text(2001)]}], "invalid_blocks"),
        ([{"type": "header", "text": text(151, "plain_text")}], "invalid_blocks"),
        ([{"type": "header", "text": text(5)}], "invalid_blocks"),
        ([{"type": "image", "image_url": "https://x"}], "invalid_blocks"),
        ([{"type": "context", "elements": [text(5)] * 11}], "invalid_blocks"),
        ([{"type": "actions", "elements": [{"type": "button", "text": text(76, "plain_text")}]}], "invalid_blocks"),
        ([{"type": "divider", "block_id": "b" * 256}], "invalid_blocks"),
        (["text"], "invalid_blocks"),
        ([{"type": "section", "text": text(2900)}] * 5, "msg_blocks_too_long"),
    ],
)
def test_blocks_that_slack_refuses_are_refused(
    slack: SlackServer, bot: WebClient, blocks: list[dict[str, Any]], error: str
) -> None:
    """With Slack's own word for it, and nothing is shown."""
    with pytest.raises(SlackApiError) as refused:
        bot.chat_postMessage(channel="alerts", text="x", blocks=blocks)
    assert refused.value.response["error"] == error
    assert messages(slack) == []


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"channel": "missing", "text": "x"}, "channel_not_found"),
        ({"text": "x"}, "channel_not_found"),
        ({"channel": "alerts", "text": ""}, "no_text"),
        ({"channel": "alerts", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "alerts", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ],
)
def test_messages_that_slack_refuses_are_refused(slack: SlackServer, payload: dict[str, Any], error: str) -> None:
    """An HTTP status of 200 all the same, as Slack has it."""
    status, answer = http(slack, "POST", "/api/chat.postMessage", payload | {"token": TOKEN})
    assert (status, json.loads(answer)["error"]) == (200, error)


def test_limits_themselves_are_allowed(slack: SlackServer, bot: WebClient) -> None:
    """50 blocks, a header of 150, ten fields: all taken."""
    header = {"type": "header", "text": text(150, "plain_text")}
    fields = {"type": "section", "fields": [text(500)] * 10}
    bot.chat_postMessage(channel="a", text="x", blocks=[header, fields, *[{"type": "divider"}] * 48])
    assert len(messages(slack)[0]["blocks"]) == 50


def test_a_token_is_needed(slack: SlackServer) -> None:
    """Without one, or with another, Slack says which."""
    assert json.loads(http(slack, "POST", "/api/chat.postMessage", {"channel": "a", "text": "x"})[1])["error"] == (
        "not_authed"
    )
    with pytest.raises(SlackApiError, match="invalid_auth"):
        WebClient(token="xoxb-other", base_url=f"{slack.base_url}/api/").auth_test()


def test_a_webhook_takes_a_message_and_refuses_in_plain_text(slack: SlackServer) -> None:
    """As incoming webhooks do: `ok`, or a status and the error alone."""
    assert http(slack, "POST", WEBHOOK_PATH, {"text": "from a webhook"}) == (200, "ok")
    assert http(slack, "POST", WEBHOOK_PATH, {"blocks": [{"type": "nonsense"}]}) == (400, "invalid_blocks")
    assert http(slack, "POST", WEBHOOK_PATH, {}) == (400, "invalid_payload")
    assert http(slack, "POST", "/services/only", {"text": "x"})[0] == 404
    assert [(m["via"], m["channel"], m["text"]) for m in messages(slack)] == [
        ("webhook", "config-monitor", "from a webhook")
    ]


def test_a_file_is_uploaded_shared_and_can_be_seen(slack: SlackServer, bot: WebClient) -> None:
    """The three steps that replaced files.upload, as slack_sdk takes them."""
    content = b"\x89PNG\r\n\x1a\n not really"
    channel = bot.chat_postMessage(channel="alerts", text="report")["channel"]
    bot.files_upload_v2(
        channel=channel, filename="score.png", content=content, title="Score", alt_txt="A line", initial_comment="Today"
    )
    shared = messages(slack)[-1]
    assert (shared["via"], shared["text"], shared["files"][0]["title"]) == ("files", "Today", "Score")
    with urllib.request.urlopen(shared["files"][0]["url_private"], timeout=5) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (content, "image/png")
    assert 'alt="A line"' in http(slack, "GET", "/?channel=alerts")[1]


def test_a_file_goes_to_an_id_and_has_its_announced_length(slack: SlackServer, bot: WebClient) -> None:
    """A channel's name is refused, as is an upload that was never made."""
    announced = bot.files_getUploadURLExternal(filename="a.png", length=3)
    with pytest.raises(SlackApiError, match="file_not_found"):
        bot.files_completeUploadExternal(files=[{"id": announced["file_id"]}])
    assert http(slack, "POST", f"/upload/{announced['file_id']}", {"much": "longer"})[0] == 400
    request = urllib.request.Request(announced["upload_url"], b"abc", {"Content-Type": "image/png"})
    urllib.request.urlopen(request, timeout=5).close()
    with pytest.raises(SlackApiError, match="channel_not_found"):
        bot.files_completeUploadExternal(files=[{"id": announced["file_id"]}], channel_id="alerts")


def test_only_known_messages_are_edited(slack: SlackServer, bot: WebClient) -> None:
    """Unknown ones are not found; forgotten ones are still Slack's."""
    posted = bot.chat_postMessage(channel="alerts", text="x")
    with pytest.raises(SlackApiError, match="message_not_found"):
        bot.chat_update(channel=posted["channel"], ts="1.000000", text="y")
    http(slack, "DELETE", "/messages")
    bot.chat_update(channel=posted["channel"], ts=posted["ts"], text="y")
    assert [m["via"] for m in messages(slack)] == ["chat.update"]


def test_faults_meet_one_request_each(slack: SlackServer) -> None:
    """Status, Retry-After or none, an error of Slack's; then all is well."""
    payload = [
        {"status": 429, "retry_after": 1},
        {"status": 429, "retry_after": None},
        {"status": 500},
        {"ok": False, "error": "channel_not_found"},
    ]
    assert http(slack, "POST", "/faults", payload)[0] == 200
    body = {"channel": "a", "text": "x"}
    request = urllib.request.Request(f"{slack.base_url}/api/chat.postMessage", json.dumps(body).encode())
    headers = []
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError) as limited:
            urllib.request.urlopen(request, timeout=5)
        headers.append((limited.value.code, limited.value.headers["Retry-After"]))
        limited.value.close()
    assert headers == [(429, "1"), (429, None)]
    assert http(slack, "POST", "/api/chat.postMessage", body)[0] == 500
    assert json.loads(http(slack, "POST", "/api/chat.postMessage", body)[1]) == {
        "ok": False,
        "error": "channel_not_found",
    }
    assert http(slack, "POST", WEBHOOK_PATH, {"text": "x"}) == (200, "ok")
    assert len(messages(slack)) == 1


def test_faults_of_the_connection(slack: SlackServer) -> None:
    """A reset and a hang take nothing; a lost answer took the message."""
    http(slack, "POST", "/faults", [{"reset": True}, {"hang": 0.05}, {"took": True, "hang": 0.05}])
    for _ in range(3):
        with pytest.raises((ConnectionResetError, RemoteDisconnected, urllib.error.URLError)):
            http(slack, "POST", WEBHOOK_PATH, {"text": "x"})
    limit = time.monotonic() + 5
    while not messages(slack) and time.monotonic() < limit:
        time.sleep(0.01)
    assert len(messages(slack)) == 1


def test_faults_are_checked_and_can_be_ended(slack: SlackServer) -> None:
    """A fault of no known kind is refused; DELETE ends those still to come."""
    assert http(slack, "POST", "/faults", [{"explode": True}])[0] == 400
    assert http(slack, "POST", "/faults", {"status": 500})[0] == 400
    http(slack, "POST", "/faults", [{"status": 500}])
    assert http(slack, "DELETE", "/faults")[0] == 200
    assert http(slack, "POST", WEBHOOK_PATH, {"text": "x"}) == (200, "ok")


HOSTILE = "<script>alert(1)</script> <https://evil.example|AWS> <!channel> </article> ` * _ \u202e"


def test_the_page_shows_a_thread_an_edit_and_breaks_on_nothing(slack: SlackServer, bot: WebClient) -> None:
    """What was sent is text wherever Slack would show text."""
    posted = bot.chat_postMessage(
        channel="alerts", text=HOSTILE, attachments=[{"color": '"><script>', "text": HOSTILE}]
    )
    bot.chat_postMessage(channel="alerts", text="*solved* :white_check_mark:", thread_ts=posted["ts"])
    bot.chat_update(channel=posted["channel"], ts=posted["ts"], text=f"edited {HOSTILE}")
    shown = http(slack, "GET", "/?channel=alerts")[1]
    assert shown.count("<script>") == 1  # the page's own
    assert "1 reply" in shown
    assert "(edited)" in shown
    assert "<strong>solved</strong> ✅" in shown
    assert http(slack, "GET", '/?channel="><script>')[1].count("<script>") == 1


def test_links_to_the_hubs_api_lead_to_it_on_the_engine() -> None:
    """Those alone: what looks like one in a text, or names another host, stays as it is."""
    links = [
        '<a href="https://a1b2.execute-api.us-east-1.amazonaws.com/v1/#/violation/x">history</a>',
        '<a href="https://example.com/?https://a1b2.execute-api.us-east-1.amazonaws.com/">elsewhere</a>',
    ]
    shown = with_local_links("".join(links), "http://127.0.0.1:4566")
    assert shown == f'<a href="http://127.0.0.1:4566/_aws/execute-api/a1b2/v1/#/violation/x">history</a>{links[1]}'
