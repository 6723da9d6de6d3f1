"""Turns Slack's mrkdwn into safe HTML: everything is escaped, then only what Slack would format becomes a tag."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from markupsafe import Markup

# The hub writes the signs themselves; a text of others may have names, of which these are shown, any other as it is.
_EMOJI = {"rotating_light": "🚨", "white_check_mark": "✅"}
_PARTS = re.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<angle>[^<>\n]+)>", re.DOTALL)
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])"), r"<del>\1</del>"),
)
_QUOTE = re.compile(r"^&gt; ?(.*)$", re.MULTILINE)


def to_html(text: str) -> Markup:
    """Text as Slack shows it; `&amp;`, `&lt;` and `&gt;` are what Slack has people write for the signs themselves."""
    # What is already HTML is put aside under a private sign, so that a style can reach round it but never into it.
    aside: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        aside.append(_part(match))
        return f"\ue000{len(aside) - 1}\ue001"

    rest = _PARTS.sub(put_aside, re.sub("[\ue000\ue001]", "", text))
    html = re.sub("\ue000(\\d+)\ue001", lambda m: aside[int(m[1])], _styled(_plain(rest)))
    return Markup(html)  # noqa: S704 - every part of it went through escape()


def to_plain(text: str) -> Markup:
    """A `plain_text` object: emoji, but no other formatting; the three entities are decoded there too."""
    return Markup(_with_emoji(escape(_meant(text))))  # noqa: S704 - escaped just here


def _plain(text: str) -> str:
    return escape(_meant(text))


def _meant(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _styled(html: str) -> str:
    for pattern, tag in _STYLES:
        html = pattern.sub(tag, html)
    return _with_emoji(_QUOTE.sub(r"<blockquote>\1</blockquote>", html))


def _with_emoji(html: str) -> str:
    return re.sub(r":([a-z0-9_+-]+):", lambda m: _EMOJI.get(m[1], m[0]), html)


def _part(match: re.Match[str]) -> str:
    if match["block"] is not None:
        return f"<pre>{_plain(match['block'].strip())}</pre>"
    if match["code"] is not None:
        return f"<code>{_plain(match['code'])}</code>"
    return _angle(match["angle"])


def _angle(inside: str) -> str:
    """What stands between `<` and `>`: a mention, a date, or a link with or without a name."""
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return _date(target) or _plain(label)
    if target.startswith(("@", "#", "!")):
        return f'<span class="mention">{_plain(label or target.replace("!", "@"))}</span>'
    address = _meant(target)
    if not address.startswith(("https://", "http://", "mailto:")):
        return _plain(f"<{inside}>")
    return f'<a href="{escape(address)}" rel="noreferrer" target="_blank">{_styled(_plain(label or target))}</a>'


def _date(target: str) -> str | None:
    seconds = target.split("^")[1]
    if not seconds.isdecimal() or len(seconds) > 11:
        return None
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d %H:%M} UTC"
