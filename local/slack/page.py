"""Shows the channels as Slack would: messages with their edits applied, threads, blocks, attachments and files."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from local.slack import mrkdwn
from local.slack.store import Message

# The page runs its own small script and nothing else; pictures may come from anywhere, as in Slack.
_SCRIPT = """
const box = () => document.getElementById("messages");
box().scrollTop = box().scrollHeight;
let last = null;
setInterval(async () => {
  const text = await (await fetch(location.href)).text().catch(() => last);
  if (last !== null && text !== last) {
    const next = new DOMParser().parseFromString(text, "text/html");
    const atEnd = box().scrollHeight - box().scrollTop - box().clientHeight < 40;
    document.querySelector("nav").replaceWith(next.querySelector("nav"));
    box().innerHTML = next.getElementById("messages").innerHTML;
    if (atEnd) box().scrollTop = box().scrollHeight;
  }
  last = text;
}, 1500);
"""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; img-src http: https:; "
    f"script-src 'sha256-{b64encode(sha256(_SCRIPT.encode()).digest()).decode()}'"
)
_COLOURS = {"good": "#2eb67d", "warning": "#ecb22e", "danger": "#e01e5a"}


def render(messages: list[Message], channel: str | None) -> str:
    """The page of one channel, or of the one that was written to last."""
    channels = sorted({message["channel"] for message in messages})
    shown = channel or (messages[-1]["channel"] if messages else "config-monitor")
    shown_conversations = conversations(messages, shown)
    return _PAGE.render(channels=channels or [shown], shown=shown, conversations=shown_conversations, script=_SCRIPT)


def conversations(messages: list[Message], channel: str) -> list[dict[str, Any]]:
    """The channel's messages, oldest first, each with its newest text, whether it was edited, and its replies."""
    by_ts: dict[str, dict[str, Any]] = {}
    for message in messages:
        if message["channel"] != channel:
            continue
        ts = message["ts"]
        if message["via"] != "chat.update":
            by_ts[ts] = {**message, "edited": False, "replies": []}
        elif ts in by_ts:
            by_ts[ts] |= {part: message[part] for part in ("text", "blocks", "attachments")} | {"edited": True}
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
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    made.filters |= {"slack_text": _text, "clock": _clock, "colour": _colour}
    return made


_PAGE = _template().get_template("page.html")
