"""Requests that pretend to be Slack's: forged, late, truncated and re-encoded, made from real ones by a seed."""

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from config_monitor.adapters.slack.receiver import SlackReceiver
from local.slack.interactions import signed
from local.slack.people import APP, TEAM
from simulation.sender import violation

NOW = 1_795_000_000.0
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
INTERACTIONS, COMMANDS = "/slack/interactions", "/slack/commands"


class Sent(NamedTuple):
    """A request as it arrives."""

    path: str
    headers: dict[str, str]
    body: bytes


class KeptSecret:
    """A signing secret that needs no Secrets Manager."""

    def signing_secret(self) -> str:
        return SECRET


class OwnWorkspace:
    """The app and workspace of the played Slack, without a call."""

    def own(self) -> tuple[str, str]:
        return APP, TEAM


def receiver() -> SlackReceiver:
    """The receiver at `NOW`."""
    secret: Any = KeptSecret()
    workspace: Any = OwnWorkspace()
    return SlackReceiver(secret, workspace, lambda: NOW)


def press(number: int = 0, **more: Any) -> bytes:
    """The body of a pressed button."""
    payload = {
        "type": "block_actions",
        "user": {"id": "UALICE", "username": "alice", "team_id": TEAM},
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": "local"},
        "container": {"type": "message", "message_ts": "1795000000.000100", "channel_id": "C1"},
        "trigger_id": f"{number}.trigger",
        "message": {"text": "a message", "blocks": []},
        "actions": [{"action_id": "acknowledge", "value": violation(number).key.model_dump_json(), "type": "button"}],
    }
    return urlencode({"payload": json.dumps({**payload, **more})}).encode()


@cache
def _press(number: int) -> bytes:
    return press(number)


def good(number: int) -> Sent:
    """A request as Slack sends it; a hundred of them are different."""
    body = _press(number % 100)
    return Sent(INTERACTIONS, signed(body, SECRET, NOW - number % 200), body)


def with_headers(sent: Sent, **headers: str | None) -> Sent:
    """A request with headers changed, or left out; `signature` and `timestamp` name Slack's."""
    names = {"signature": "X-Slack-Signature", "timestamp": "X-Slack-Request-Timestamp"}
    changed = {**sent.headers, **{names[name]: value for name, value in headers.items()}}
    return sent._replace(headers={name: value for name, value in changed.items() if value is not None})


def resigned(body: bytes) -> Sent:
    """A body that has Slack's own signature."""
    return Sent(INTERACTIONS, signed(body, SECRET, NOW), body)


def _another_digit(draw: random.Random, sent: Sent) -> Sent:
    signature = sent.headers["X-Slack-Signature"]
    at = draw.randrange(3, len(signature))
    digit = draw.choice([each for each in "0123456789abcdef" if each != signature[at]])
    return with_headers(sent, signature=signature[:at] + digit + signature[at + 1 :])


def _strange_timestamp(draw: random.Random, sent: Sent) -> Sent:
    timestamp = sent.headers["X-Slack-Request-Timestamp"]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in timestamp)
    strange = [f" {timestamp}", f"+{timestamp}", f"{timestamp}.0", f"{timestamp}\n", "0x6afd", "-1", "", wide, "9" * 40]
    return with_headers(sent, timestamp=draw.choice(strange))


def _reencoded(draw: random.Random, sent: Sent) -> Sent:
    body = sent.body
    other = [
        body.replace(b"+", b"%20"),
        body.replace(b"%22", b'"'),
        body.replace(b"%7B", b"%7b"),
        body.decode().encode("utf-16"),
        body + b"&",
        body + b"&x=1",
        b"payload=&" + body,
        b"\xef\xbb\xbf" + body,
        body.replace(b"%3A+", b"%3A"),
    ]
    return sent._replace(body=draw.choice(other))


def _truncated(draw: random.Random, sent: Sent) -> Sent:
    return sent._replace(body=sent.body[: draw.randrange(len(sent.body))])


def _late(draw: random.Random, sent: Sent) -> Sent:
    """Signed by Slack and sent again, or too early, by a clock that is wrong."""
    seconds = draw.choice([-1, 1]) * draw.choice([301, 302, 600, 3600, 86400 * 365])
    return sent._replace(headers=signed(sent.body, SECRET, NOW + seconds))


def _of_another(draw: random.Random, sent: Sent) -> Sent:
    """The headers of one request and the body of another."""
    return sent._replace(body=_press(draw.randrange(100, 200)))


def _other_secret(draw: random.Random, sent: Sent) -> Sent:
    secret = draw.choice(["", "guess", SECRET[:-1], SECRET.upper(), f"{SECRET} ", draw.randbytes(16).hex()])
    return sent._replace(headers=signed(sent.body, secret, NOW))


def _without(draw: random.Random, sent: Sent) -> Sent:
    signature = sent.headers["X-Slack-Signature"]
    changed: list[dict[str, str | None]] = [
        {"signature": None},
        {"timestamp": None},
        {"signature": "", "timestamp": None},
        {"signature": signature.upper()},
        {"signature": signature.replace("v0=", "v1=")},
        {"signature": signature[3:]},
        {"signature": signature[:-1]},
        {"signature": f"{signature}0"},
        {"signature": "v0=\udcff"},
    ]
    return with_headers(sent, **draw.choice(changed))


def _stranger(draw: random.Random, _sent: Sent) -> Sent:
    """Signed with the secret, as by a leak of it, but of another app, workspace or user."""
    other: list[dict[str, Any]] = [
        {"api_app_id": "AOTHER"},
        {"team": {"id": "TOTHER"}},
        {"team": None},
        {"user": {"id": "UALICE", "team_id": "TOTHER"}},
    ]
    return resigned(press(0, **draw.choice(other)))


def _no_payload(draw: random.Random, _sent: Sent) -> Sent:
    """Signed with the secret, but nothing that Slack sends."""
    depth = draw.choice([2_000, 20_000])
    bodies = [
        b"",
        b"payload=",
        b"payload=%7B",
        b"payload=" + quote("[" * depth).encode(),
        b"payload=" + quote('{"a":' * depth).encode(),
        b"payload=%5B%5D",
        b"\xff\xfe",
        b"x" * (256 * 1024 + 1),
        press(0, actions=[]),
        press(0, actions=[{"action_id": "mute", "selected_option": {"value": "36500"}, "value": "{}"}]),
        press(0, user=None),
        press(0, type="view_submission", view={"callback_id": "other", "private_metadata": "{}"}),
        urlencode({"command": "/compliance", "team_id": TEAM, "api_app_id": APP}).encode(),
    ]
    return resigned(draw.choice(bodies))


def _on_the_other_path(_draw: random.Random, sent: Sent) -> Sent:
    """A button's request where the command is expected."""
    return sent._replace(path=COMMANDS)


FORGERIES: dict[str, Callable[[random.Random, Sent], Sent]] = {
    "another secret": _other_secret,
    "one digit of the signature": _another_digit,
    "headers left out or changed": _without,
    "timestamp of another form": _strange_timestamp,
    "late, or early": _late,
    "headers of another request": _of_another,
    "truncated": _truncated,
    "re-encoded": _reencoded,
    "another app, workspace or user": _stranger,
    "no payload of Slack's": _no_payload,
    "on the other path": _on_the_other_path,
}


def forgeries(number: int) -> Iterator[tuple[str, Sent]]:
    """So many requests that may not be accepted, each with its kind."""
    draw, kinds = random.Random(15), list(FORGERIES.items())
    for n in range(number):
        kind, forge = kinds[n % len(kinds)]
        while (sent := forge(draw, original := good(n))) == original:
            continue  # re-encoding may leave a body as it was
        yield kind, sent
