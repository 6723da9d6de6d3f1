"""Text that breaks messages or comes alive in them where it is not escaped, and the check that it does neither."""

import json
import re
from typing import Any

from hypothesis import strategies as st

from config_monitor.adapters.slack.blocks import slack_message
from config_monitor.domain.notifications import Notification
from local.slack.limits import check

HOSTILE = [
    "<!channel> look",
    "<!here|everybody>",
    "<!everyone>",
    "<!subteam^S123>",
    "<@U123> hi",
    "<#C123>",
    "<https://evil.example|AWS Console>",
    "<mailto:a@b.example>",
    "<!date^0^{date}|x>",
    "a & b < c > d &lt; &amp;",
    "`code` *bold* _it_ ~gone~ ```block```",
    "> quoted",
    ":rotating_light: :smile:",
    "\u202egnp.exe\u2066\u200b\ufeff\u00ad\U000e0041",
    "line\nbreak\r\n<headline>\n<links>\nhttps://evil.example",
    "</script><img src=x>",
    "{{ 7 * 7 }} {% raw %}",
    '"}],"blocks":[{"type":"divider"}]',
    "x" * 10_000,
    "<" * 3_001,
    "word " * 3_000,
    "\x00\ud800",
    "",
    "|",
    "\\",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=400), st.text("<>&*_~`|:@!#\n ", max_size=300))
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f\x00-\x09\x0b-\x1f]")


def texts(part: Any) -> list[str]:
    """Every text of a message, wherever it is."""
    if isinstance(part, dict):
        return [actual for name, inner in part.items() if name != "type" for actual in texts(inner)]
    if isinstance(part, list):
        return [actual for inner in part for actual in texts(inner)]
    return [part] if isinstance(part, str) else []


def assert_safe(notification: Notification) -> None:
    """What Slack would refuse, and what nobody but the project may write."""
    message = slack_message(notification)
    content = {"text": message.text, "blocks": message.blocks, "attachments": message.attachments}
    check("chat.postMessage", content)
    check("chat.update", content)
    assert len(json.dumps([message.blocks, message.attachments], ensure_ascii=False)) < 10_500
    for text in [message.text, *texts(message.blocks), *texts(message.attachments)]:
        assert not HIDDEN.search(text)
        for inside in re.findall("<([^>]*)>?", text):
            assert inside.startswith("https://"), inside
            assert "<" not in inside
        assert not re.search(r"(?<![A-Za-z0-9]):[a-z0-9_+'-]+:(?![^`]*`)", re.sub("`[^`]*`|<[^>]*>", "", text))
