"""A notification as Slack takes it, built so that no text, however long or strange, breaks it.

Slack's limits: 50 blocks, header 150 characters, section 3,000, 10 fields of 2,000, fallback text 4,000 where it may be
edited later, and about 13,200 over all blocks (measured by others, undocumented): we stay below 10,000. Images count
apart: title 150 characters, alternative text 2,000.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from config_monitor.adapters.slack.mrkdwn import escape_mrkdwn, mrkdwn, without_markup
from config_monitor.domain.events import Severity
from config_monitor.domain.notifications import Button, Fact, Image, Notification, Section, truncate

HEADER, SECTION, FIELD, FIELDS, TEXT = 150, 2900, 1900, 10, 3900
BLOCKS, BUDGET, TAIL_BUDGET = 45, 9000, 3000
TITLE, ALTERNATIVE = 150, 2000
GREEN, GREY = "#2eb67d", "#8d8d8d"
_SEVERITY_COLOURS = {
    Severity.CRITICAL: "#b3123f",
    Severity.HIGH: "#e8590c",
    Severity.MEDIUM: "#ecb22e",
    Severity.LOW: "#1d9bd1",
    Severity.INFORMATIONAL: GREY,
    Severity.UNRATED: GREY,
}
_STATE_COLOURS = {"resolved": GREEN, "removed": GREY, "excepted": GREY, "baseline": GREY}
_EVERYBODY = "<!channel>"
_CUT = "_This message was too long for Slack; what is missing is in the API and the console._"

Block = dict[str, Any]


@dataclass(frozen=True)
class SlackMessage:
    """The content of a message; `text` is complete in itself: screen readers and previews show it alone.

    `whole` says whether everything fitted into it.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Block] = field(default_factory=list)
    whole: bool = True


def colour_of(notification: Notification) -> str | None:
    """The colour of the bar beside a message; None for a report, which has no bar."""
    if notification.state == "report":
        return None
    return _STATE_COLOURS.get(notification.state) or _SEVERITY_COLOURS[notification.severity]


def slack_message(notification: Notification, *, show_images: bool = False, show_buttons: bool = False) -> SlackMessage:
    """The message of a notification: its images by their links where Slack cannot be sent files, and its buttons."""
    headline = _headline(notification.headline)
    text = _text(notification, headline)
    if notification.text_only:
        return SlackMessage(text)
    warning = [_context([mrkdwn(notification.warning)])] if notification.warning else []
    warning += [_context([_EVERYBODY])] if notification.mention_channel else []
    head = [*warning, {"type": "header", "text": _plain_text(headline)}]
    tail, tail_whole = _within(_tail(notification), TAIL_BUDGET, FIELDS)
    tail += [_actions(notification.buttons)] if show_buttons and notification.buttons else []
    body, body_whole = _within(_body(notification), BUDGET - _size(tail), BLOCKS - len(tail) - len(notification.images))
    images = [_image(image) for image in notification.images if show_images and image.url]
    blocks = [*body, *images, *tail]
    colour, whole = colour_of(notification), tail_whole and body_whole and _lines_fit(notification)
    if colour is None:
        return SlackMessage(text, [*head, *blocks], [], whole)
    return SlackMessage(text, head, [{"color": colour, "blocks": blocks}] if blocks else [], whole)


def _headline(headline: str) -> str:
    """The headline within its limit; one that is cut gives up its entities, so that none of them is cut in two."""
    text = escape_mrkdwn(headline)
    return text if 0 < len(text) <= HEADER else truncate(without_markup(text) or "Config Monitor", HEADER)


def _text(notification: Notification, headline: str) -> str:
    """What is shown where there are no blocks: the summary, or everything."""
    lines = [mrkdwn(line) for line in notification.summary] or [
        *(f"{escape_mrkdwn(fact.name, 100)}: {mrkdwn(fact.value)}" for fact in notification.facts),
        *(line for section in notification.sections for line in _section_lines(section)),
        *(mrkdwn(line) for line in (*notification.links, *notification.notes)),
    ]
    warning = [mrkdwn(notification.warning)] if notification.warning else []
    everybody = [_EVERYBODY] if notification.mention_channel else []
    return _cut("\n".join([*everybody, *warning, headline, *lines]), TEXT)


def _body(notification: Notification) -> Iterator[Block]:
    for facts in batched(notification.facts, FIELDS, strict=False):
        yield {"type": "section", "fields": [_mrkdwn_object(_field(fact), FIELD) for fact in facts]}
    for section in notification.sections:
        for text in _joined_within(_section_lines(section), SECTION):
            yield {"type": "section", "text": _mrkdwn_object(text, SECTION)}


def _tail(notification: Notification) -> Iterator[Block]:
    for lines in (notification.links, notification.notes):
        for some in batched(filter(None, map(mrkdwn, lines)), FIELDS, strict=False):
            yield _context(some)


def _section_lines(section: Section) -> list[str]:
    """A section's heading and lines, and how many more there are than it shows."""
    shown = section.lines[: section.shown]
    heading = [mrkdwn(section.heading)] if section.heading else []
    more = len(section.lines) - len(shown)
    lines = [*heading, *(mrkdwn(line) for line in shown), *([f"{more:,} more"] if more else [])]
    return [line for line in lines if line]


def _joined_within(lines: Iterable[str], limit: int) -> Iterator[str]:
    """Lines joined to texts of at most `limit` characters each; a line that is longer loses its markup and is cut."""
    part: list[str] = []
    for line in lines:
        fitting = line if len(line) <= limit else truncate(without_markup(line), limit)
        if part and sum(map(len, part)) + len(part) + len(fitting) > limit:
            yield "\n".join(part)
            part = []
        part.append(fitting)
    if part:
        yield "\n".join(part)


def _lines_fit(notification: Notification) -> bool:
    """Whether no single line or fact is cut."""
    return all(len(_field(fact)) <= FIELD for fact in notification.facts) and all(
        len(line) <= SECTION for section in notification.sections for line in _section_lines(section)
    )


def _within(blocks: Iterable[Block], budget: int, most: int) -> tuple[list[Block], bool]:
    """Blocks as long as they fit, then a note that some do not; and whether all did."""
    kept: list[Block] = []
    for block in blocks:
        budget -= _size([block])
        if budget < 0 or len(kept) == most:
            return [*kept, _context([_CUT])], False
        kept.append(block)
    return kept, True


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(json.dumps(block, ensure_ascii=False)) for block in blocks)


def _field(fact: Fact) -> str:
    return f"*{escape_mrkdwn(fact.name, 100)}*\n{mrkdwn(fact.value) or '–'}"


def _context(texts: Iterable[str]) -> Block:
    return {"type": "context", "elements": [_mrkdwn_object(text, FIELD) for text in texts]}


def _actions(buttons: Iterable[Button]) -> Block:
    """Buttons, and a menu for one that has options."""
    return {"type": "actions", "elements": [_menu(each) if each.options else _button(each) for each in buttons]}


def _button(button: Button) -> Block:
    style = {} if button.style == "default" else {"style": button.style}
    pressed = {"action_id": button.action, "value": button.value}
    return {"type": "button", "text": _plain_text(button.label), **pressed, **style}


def _menu(button: Button) -> Block:
    options = [{"text": _plain_text(label), "value": value} for value, label in button.options]
    placeholder = _plain_text(button.label)
    return {"type": "static_select", "action_id": button.action, "placeholder": placeholder, "options": options}


def _image(image: Image) -> Block:
    title = _plain_text(truncate(image.title, TITLE))
    return {"type": "image", "image_url": image.url, "alt_text": image.alternative[:ALTERNATIVE], "title": title}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _mrkdwn_object(text: str, limit: int) -> Block:
    """A text object in which Slack turns nothing into links or mentions that is not marked as one."""
    return {"type": "mrkdwn", "text": _cut(text, limit), "verbatim": True}


def _cut(text: str, limit: int) -> str:
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
        return truncate(without_markup(lines[0]), limit)
    return "\n".join([*kept, f"… ({len(lines) - len(kept)} lines cut)"])
