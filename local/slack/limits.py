"""Refuses what Slack refuses, so that a message that works here works there.

Limits are those of Slack's Block Kit reference; the sum over all blocks is not documented, it is what users measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_SUM_OF_BLOCKS = 13_200
_TEXT = {"chat.postMessage": 40_000, "webhook": 40_000, "chat.update": 4_000, "files": 40_000}
_OTHER_TYPES = ("actions", "context", "divider", "file", "input", "markdown", "rich_text", "table", "video")


class Refused(Exception):
    """Slack would answer this error; `messages` are the reasons it gives for blocks."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)


def check(via: str, content: dict[str, Any]) -> None:
    """Raise Refused where Slack would not take the message."""
    text, blocks, attachments = (content.get(part) for part in ("text", "blocks", "attachments"))
    if not (text or blocks or attachments or content.get("files")):
        raise Refused("no_text")
    if text is not None and not isinstance(text, str):
        raise Refused("invalid_arguments", "text must be a string")
    if len(text or "") > _TEXT[via]:
        raise Refused("msg_too_long")
    _check_blocks(blocks or [], "/blocks")
    if not isinstance(attachments or [], list):
        raise Refused("invalid_attachments")
    if len(attachments or []) > 100:
        raise Refused("too_many_attachments")
    for i, attachment in enumerate(attachments or []):
        _check_blocks(attachment.get("blocks") or [], f"/attachments/{i}/blocks")


def _check_blocks(blocks: object, at: str) -> None:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if len(blocks) > 50:
        raise Refused("invalid_blocks", f"[ERROR] no more than 50 items allowed [json-pointer:{at}]")
    description = [
        f"[ERROR] {reason} [json-pointer:{at}/{i}{where}]" for i, b in enumerate(blocks) for where, reason in _faults(b)
    ]
    if description:
        raise Refused("invalid_blocks", *description)
    if len(json.dumps(blocks, ensure_ascii=False)) > _SUM_OF_BLOCKS:
        raise Refused("msg_blocks_too_long")


def _faults(block: object) -> Iterator[tuple[str, str]]:
    """(place, reason) of all that is wrong with a block."""
    if not isinstance(block, dict):
        yield "", "must be an object"
        return
    if len(str(block.get("block_id", ""))) > 255:
        yield "/block_id", "must be less than 256 characters"
    match block.get("type"):
        case "section":
            yield from _section(block)
        case "header":
            yield from _text(block.get("text"), "/text", 150, ("plain_text",))
        case "image":
            yield from _image(block)
        case "context":
            yield from _context(block)
        case "actions":
            yield from _count(block.get("elements"), "/elements", 25)
            for i, element in enumerate(block.get("elements") or []):
                yield from _pressed(element, f"/elements/{i}")
        case kind if kind not in _OTHER_TYPES:
            yield "/type", f"unsupported type: {kind}"


def _pressed(element: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    """A button, or a menu with its options."""
    yield from _length(element.get("action_id"), f"{at}/action_id", 255)
    if element.get("type") == "static_select":
        yield from _text(element.get("placeholder"), f"{at}/placeholder", 150, ("plain_text",))
        yield from _count(element.get("options"), f"{at}/options", 100)
        for i, option in enumerate(element.get("options") or []):
            yield from _text(option.get("text"), f"{at}/options/{i}/text", 75, ("plain_text",))
            yield from _length(option.get("value"), f"{at}/options/{i}/value", 150)
        return
    yield from _text(element.get("text"), f"{at}/text", 75, ("plain_text",))
    yield from _length(element.get("url"), f"{at}/url", 3000)
    yield from _length(element.get("value"), f"{at}/value", 2000)


def _section(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not block.get("text") and not block.get("fields"):
        yield "", "missing required field: text"
    if block.get("text"):
        yield from _text(block["text"], "/text", 3000)
    if block.get("fields"):
        yield from _count(block["fields"], "/fields", 10)
        for i, item in enumerate(block["fields"]):
            yield from _text(item, f"/fields/{i}", 2000)
    accessory = block.get("accessory") or {}
    if accessory.get("type") == "image":
        for path, reason in _image(accessory):
            yield f"/accessory{path}", reason


def _context(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _count(block.get("elements"), "/elements", 10)
    for i, element in enumerate(block.get("elements") or []):
        if element.get("type") == "image":
            for path, reason in _image(element):
                yield f"/elements/{i}{path}", reason
        else:
            yield from _text(element, f"/elements/{i}", 2000)


def _image(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not block.get("image_url") and not block.get("slack_file"):
        yield "", "missing required field: image_url"
    yield from _length(block.get("image_url"), "/image_url", 3000)
    if not block.get("alt_text"):
        yield "", "missing required field: alt_text"
    yield from _length(block.get("alt_text"), "/alt_text", 2000)
    if block.get("title"):
        yield from _text(block["title"], "/title", 2000, ("plain_text",))


def _text(
    value: object, at: str, most: int, types: tuple[str, ...] = ("plain_text", "mrkdwn")
) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        yield at, "must be a text object"
    elif value.get("type") not in types:
        yield f"{at}/type", f"must be one of {', '.join(types)}"
    elif not 0 < len(value["text"]) <= most:
        yield f"{at}/text", f"must be more than 0 and less than {most + 1} characters"


def _count(value: object, at: str, most: int) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        yield at, f"must have 1 to {most} items"


def _length(value: object, at: str, most: int) -> Iterator[tuple[str, str]]:
    if value is not None and (not isinstance(value, str) or len(value) > most):
        yield at, f"must be less than {most + 1} characters"
