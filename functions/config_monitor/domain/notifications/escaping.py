"""Foreign text made inert for Slack: it reads as written, and nothing in it mentions, links, formats or hides."""

import re
import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, zero widths, surrogates, line breaks
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# mrkdwn has no escape for its own signs, so foreign ones give way to signs that look the same and mean nothing.
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_EMOJI = re.compile(r"(?<![A-Za-z0-9]):(?=[a-z0-9_+'-]+:)(?!\d{12}:)")  # an ARN's account is no emoji
_BEYOND_ADDRESS = re.compile(r"[\s<>|\"\\^`{}\x00-\x20\x7f]")
LONGEST_ADDRESS = 1700


class Mrkdwn(str):
    """Text in Slack's markup that is safe as it stands: our own words, or made so by a function of this module."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell Jinja2 that nothing in this is left to escape."""
        return self


def strip_invisible(text: str) -> str:
    """Text as one line without anything invisible; whitespace of any kind becomes one space."""
    seen = "".join(" " if c.isspace() else "" if unicodedata.category(c) in _HIDDEN else c for c in text)
    return " ".join(seen.split())


def truncate(text: str, limit: int) -> str:
    """Text of at most `limit` characters (at least 40), cut at a word, with how much was left out."""
    if len(text) <= limit:
        return text
    note = f"… ({len(text):,} characters, cut)"
    kept = text[: limit - len(note)]
    at_word = kept.rfind(" ")
    return (kept[:at_word] if at_word > len(kept) // 2 else kept).rstrip() + note


def escape_mrkdwn(text: str, limit: int = 600) -> Mrkdwn:
    """Foreign text for a mrkdwn object: one line, cut, escaped, its formatting signs replaced by lookalikes."""
    line = truncate(strip_invisible(text), limit).translate(_LOOKALIKES)
    line = _EMOJI.sub("꞉", _EDGE_UNDERSCORE.sub("ˍ", line))
    line = f"›{line[1:]}" if line.startswith(">") else line
    return Mrkdwn(line.translate(_ENTITIES))


def code(text: str, limit: int = 200) -> Mrkdwn:
    """A foreign name as a code span, in which Slack formats nothing; empty text stays empty."""
    line = truncate(strip_invisible(text), limit).replace("`", "ˋ")
    return Mrkdwn(f"`{line.translate(_ENTITIES)}`" if line else "")


def link(address: str | None, label: str) -> Mrkdwn:
    """A link; one that is no https address, or would break out of its place, gives nothing."""
    if not address or not address.startswith("https://") or len(address) > LONGEST_ADDRESS:
        return Mrkdwn("")
    if _BEYOND_ADDRESS.search(address):
        return Mrkdwn("")
    return Mrkdwn(f"<{address.replace('&', '&amp;')}|{escape_mrkdwn(label, 80).replace('|', '¦')}>")
