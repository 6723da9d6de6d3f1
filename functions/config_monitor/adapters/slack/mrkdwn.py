"""Spans as Slack's mrkdwn: foreign text reads as it was written, and nothing in it mentions, links or formats."""

import re
from collections.abc import Iterable
from itertools import groupby

from config_monitor.domain.notifications import Line, Span, one_text

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# mrkdwn has no escape for its own signs, so they give way to signs that look the same and mean nothing.
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_ALL_LOOKALIKES = str.maketrans("&<>*_~`|", "＆‹›∗ˍ∼ˋ¦")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_EMOJI = re.compile(r"(?<![A-Za-z0-9]):(?=[a-z0-9_+'-]+:)(?!\d{12}:)")  # an ARN's account is no emoji


def mrkdwn(line: Line) -> str:
    """A line as mrkdwn. Neighbouring texts are escaped as one, since an emoji's colons may stand in two of them."""
    parts = groupby(line.spans, key=lambda span: span.style == "text")
    shown = "".join(
        _escape("".join(span.text for span in spans)) if is_text else "".join(_styled(span) for span in spans)
        for is_text, spans in parts
    )
    shown = f"›{shown[4:]}" if shown.startswith("&gt;") else shown
    return f">{shown}" if line.quoted else shown


def escape_mrkdwn(text: str, limit: int = 600) -> str:
    """Foreign text as one line of mrkdwn, cut to `limit` characters."""
    return mrkdwn(Line(spans=(Span(text=one_text(text, limit)),)))


def escaped_lines(lines: Iterable[str]) -> str:
    """Several lines of foreign text as mrkdwn."""
    return "\n".join(escape_mrkdwn(line) for line in lines)


def without_markup(text: str) -> str:
    """Escaped text with no sign left that Slack could take for markup, so that it can be cut anywhere."""
    seen = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return seen.translate(_ALL_LOOKALIKES)


def _styled(span: Span) -> str:
    match span.style:
        case "strong":
            return f"*{_escape(span.text)}*"
        case "code":
            return f"`{span.text.replace('`', 'ˋ').translate(_ENTITIES)}`"
        case "link" if span.url:
            return f"<{span.url.replace('&', '&amp;')}|{_escape(span.text).replace('|', '¦')}>"
        case _:
            return _escape(span.text)


def _escape(text: str) -> str:
    return _EMOJI.sub("꞉", _EDGE_UNDERSCORE.sub("ˍ", text.translate(_LOOKALIKES))).translate(_ENTITIES)
