"""Shows the channels as Slack would: messages with their edits applied, threads, blocks, attachments and files."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from local.slack import mrkdwn
from local.slack.people import USERS
from local.slack.store import Message

_FOLDER = Path(__file__).parent
# The page runs its own script and nothing else; pictures may come from anywhere, as in Slack.
_SCRIPT = (_FOLDER / "page.js").read_text()
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; img-src http: https:; "
    f"script-src 'sha256-{b64encode(sha256(_SCRIPT.encode()).digest()).decode()}'"
)
_API_LINK = re.compile(r'href="https://([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/')
_COLOURS = {"good": "#2eb67d", "warning": "#ecb22e", "danger": "#e01e5a"}


def render(messages: list[Message], views: list[Message], channel: str | None, user: str | None) -> str:
    """The page of one channel, or of the one that was written to last, as one user sees it."""
    viewer = user if user in USERS else next(iter(USERS))
    visible = [message for message in messages if message["via"] != "ephemeral" or message["user"] == viewer]
    channels = sorted({message["channel"] for message in visible})
    shown = channel or (visible[-1]["channel"] if visible else "config-monitor")
    return _PAGE.render(
        channels=channels or [shown],
        shown=shown,
        users=USERS,
        viewer=viewer,
        dialog=next((view for view in views if view["user"] == viewer), None),
        conversations=conversations(visible, shown),
        script=_SCRIPT,
    )


def with_local_links(html: str, engine_url: str) -> str:
    """The page with links to an API on AWS as links to that API on the engine, where a person here can follow them."""
    return _API_LINK.sub(rf'href="{engine_url}/_aws/execute-api/\1/', html)


def conversations(messages: list[Message], channel: str) -> list[dict[str, Any]]:
    """The channel's messages, oldest first, each with its newest text, whether it was edited, and its replies."""
    by_ts: dict[str, dict[str, Any]] = {}
    for message in messages:
        if message["channel"] != channel:
            continue
        before = by_ts.get(message["ts"])
        if before:  # an edit, or the next answer to a command in place of the one before
            edited = message["via"] == "chat.update"
            before |= {part: message[part] for part in ("text", "blocks", "attachments")} | {"edited": edited}
        elif message["via"] != "chat.update":
            by_ts[message["ts"]] = {**message, "edited": False, "replies": []}
    parents = []
    for message in by_ts.values():
        parent = by_ts.get(message["thread_ts"])
        if parent is not None and parent is not message:
            parent["replies"].append(message)
        else:
            parents.append(message)
    return parents


def _text(text: dict[str, Any] | str) -> Markup:
    if isinstance(text, str):
        return mrkdwn.to_html(text)
    shown = mrkdwn.to_html if text.get("type") == "mrkdwn" else mrkdwn.to_plain
    return shown(str(text.get("text", "")))


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%H:%M}"


def _colour(value: object) -> str:
    """An attachment's colour; anything but a colour is grey, as it goes into a style."""
    text = str(value or "")
    digits = text.removeprefix("#")
    if len(digits) in (3, 6) and all(digit in "0123456789abcdefABCDEF" for digit in digits):
        return f"#{digits}"
    return _COLOURS.get(text, "#dddddd")


def _template() -> Environment:
    made = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters |= {"slack_text": _text, "clock": _clock, "colour": _colour}
    return made


_PAGE = _template().get_template("page.html")
