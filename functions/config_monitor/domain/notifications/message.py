"""A message as Slack takes it, built from sections so that no text, however long or strange, breaks it.

Slack's limits: 50 blocks, header 150 characters, section 3,000, 10 fields of 2,000, fallback text 4,000 where it may be
edited later, and about 13,200 over all blocks (measured by others, undocumented): we stay below 10,000.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from config_monitor.domain.events import Severity
from config_monitor.domain.notifications.escaping import truncate

HEADER, SECTION, FIELD, FIELDS, TEXT = 150, 2900, 1900, 10, 3900
BLOCKS, BUDGET = 45, 9000
GREEN, GREY = "#2eb67d", "#8d8d8d"
_COLOURS = {
    Severity.CRITICAL: "#b3123f",
    Severity.HIGH: "#e8590c",
    Severity.MEDIUM: "#ecb22e",
    Severity.LOW: "#1d9bd1",
    Severity.INFORMATIONAL: GREY,
    Severity.UNRATED: GREY,
}
_CUT = "_This message was too long for Slack; what is missing stands in the API and the console._"
_LOOKALIKES = str.maketrans("&<>*_~`|", "＆‹›∗ˍ∼ˋ¦")

Block = dict[str, Any]


class Message(BaseModel):
    """`text` is complete in itself: notifications, screen readers and a Slack that refuses blocks show it alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    blocks: list[Block] = []
    attachments: list[Block] = []
    whole: bool = Field(default=True, description="whether all that was to be said fitted in; not sent")

    def as_text(self) -> "Message":
        """The same without blocks."""
        return Message(text=self.text)

    def with_note(self, note: str) -> "Message":
        """The same with a line before it, in our own words."""
        return Message(
            text=_lines(f"{note}\n{self.text}", TEXT),
            blocks=[_context(note), *self.blocks] if self.blocks else [],
            attachments=self.attachments,
        )


def colour_of(severity: Severity) -> str:
    """The colour of the bar beside a message."""
    return _COLOURS[severity]


def build(sections: Mapping[str, Sequence[str]], colour: str) -> Message:
    """A message from lines of mrkdwn by section.

    `headline` (one line without markup), `facts` (`Name: value`), `links`, `notes` and `text` (instead of a fallback
    made of all the others); any other section is a paragraph.
    """
    headline = _header(" ".join(sections.get("headline", [])))
    blocks = list(_within(_blocks(sections)))
    lines = sections.get("text") or [line for name, lines in sections.items() if name != "headline" for line in lines]
    return Message(
        text=_lines("\n".join([headline, *lines]), TEXT),
        blocks=[{"type": "header", "text": {"type": "plain_text", "text": headline, "emoji": False}}],
        attachments=[{"color": colour, "blocks": blocks}] if blocks else [],
        whole=_fits(sections) and _context(_CUT) not in blocks[-1:],
    )


def _fits(sections: Mapping[str, Sequence[str]]) -> bool:
    """Whether each section is within what Slack takes of one."""
    return all(
        all(len(line) <= FIELD for line in lines)
        if name in ("facts", "links", "notes")
        else len("\n".join(lines)) <= SECTION
        for name, lines in sections.items()
        if name not in ("headline", "text")
    )


def _header(text: str) -> str:
    """A headline within its limit; one that must be cut gives up its entities, so that none is cut in two."""
    if 0 < len(text) <= HEADER:
        return text
    return truncate(_bare(text) or "Config Monitor", HEADER)


def _bare(text: str) -> str:
    """Text without any sign that Slack could take for markup."""
    seen = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return seen.translate(_LOOKALIKES)


def _blocks(sections: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    for name, lines in sections.items():
        match name:
            case "headline" | "text":
                continue
            case "facts":
                for some in batched(lines, FIELDS, strict=False):
                    yield {"type": "section", "fields": [_mrkdwn(_field(line), FIELD) for line in some]}
            case "links" | "notes":
                for some in batched(lines, FIELDS, strict=False):
                    yield _context(*some)
            case _ if lines:
                yield {"type": "section", "text": _mrkdwn("\n".join(lines), SECTION)}


def _within(blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks as long as they fit into one message, then a word that some do not."""
    left = BUDGET
    for number, block in enumerate(blocks):
        left -= len(json.dumps(block, ensure_ascii=False))
        if left < 0 or number == BLOCKS:
            yield _context(_CUT)
            return
        yield block


def _field(line: str) -> str:
    name, _, value = line.partition(":")
    return f"*{name.strip()}*\n{value.strip() or '–'}"


def _context(*texts: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text, FIELD) for text in texts]}


def _mrkdwn(text: str, limit: int) -> Block:
    """A text object in which Slack turns nothing into links or mentions that is not marked as one."""
    return {"type": "mrkdwn", "text": _lines(text, limit), "verbatim": True}


def _lines(text: str, limit: int) -> str:
    """Text cut after whole lines, so that no markup is cut in two; a first line that is too long loses its markup."""
    if len(text) <= limit:
        return text
    kept: list[str] = []
    left = limit - 40
    lines = text.split("\n")
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    if not kept:
        return truncate(_bare(lines[0]), limit)
    return "\n".join([*kept, f"… ({len(lines) - len(kept)} lines cut)"])
