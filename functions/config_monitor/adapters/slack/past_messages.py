"""What this app posted before, looked up in the history of a channel by the references that it gave its messages.

The history is read where the parameter ReadChannelHistory allows it, and only for posts that were not answered. Its
scopes are channels:history and groups:history, which let the app read what people write; nothing of that is kept.
Source: Slack's documentation of message metadata and of conversations.history.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from config_monitor.adapters.slack.responses import Call, list_of, next_cursor, object_of, text_of
from config_monitor.ports import Posted

EVENT_TYPE = "config_monitor_notification"
_PAGE, _PAGES = 200, 10
# Slack's clock may be behind the hub's.
_MARGIN_SECONDS = 60
# No name of a channel has capitals.
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")


def metadata_of(references: Sequence[str]) -> dict[str, Any]:
    """What goes into a message so that it can be looked up; people do not see it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"references": list(references)}}


def find_posted(call: Call, channel: str, since: float, thread: str | None) -> dict[str, Posted]:
    """This app's messages since then, by reference; of the newest 2,000 in the channel. Raises NotifierError."""
    channel_id = _channel_id(call, channel)
    if not channel_id:
        return {}
    referring = [message for message in _messages(call, channel_id, since, thread) if _references(message)]
    own = call("auth.test", {}).get("bot_id") if referring else None
    return {
        reference: Posted(channel_id=channel_id, message_id=text_of(message.get("ts")) or None)
        for message in referring
        if own and message.get("bot_id") == own
        for reference in _references(message)
    }


def _references(message: Mapping[str, Any]) -> list[str]:
    metadata = object_of(message.get("metadata"))
    references = object_of(metadata.get("event_payload")).get("references")
    is_own = metadata.get("event_type") == EVENT_TYPE
    return [reference for reference in list_of(references) if isinstance(reference, str)] if is_own else []


def _messages(call: Call, channel_id: str, since: float, thread: str | None) -> Iterator[dict[str, Any]]:
    where = {"channel": channel_id, **({"ts": thread} if thread else {})}
    asked = {**where, "oldest": f"{since - _MARGIN_SECONDS:.6f}", "include_all_metadata": "true", "limit": _PAGE}
    yield from _pages(call, "conversations.replies" if thread else "conversations.history", asked, "messages")


def _channel_id(call: Call, channel: str) -> str | None:
    """The id of a channel that is given by id or name."""
    if _CHANNEL_ID.fullmatch(channel):
        return channel
    asked = {"types": "public_channel,private_channel", "limit": 1000}
    channels = _pages(call, "conversations.list", asked, "channels")
    return next((text_of(c.get("id")) or None for c in channels if c.get("name") == channel.removeprefix("#")), None)


def _pages(call: Call, method: str, arguments: Mapping[str, Any], part: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    for _ in range(_PAGES):
        page = call(method, {**arguments, **({"cursor": cursor} if cursor else {})})
        yield from map(object_of, list_of(page.get(part)))
        if not (cursor := next_cursor(page)):
            return
