"""Slack's Web API and incoming webhooks, as far as a bot that alerts needs them: what goes in, what Slack answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from local.slack.limits import Refused, check
from local.slack.people import APP, BOT, TEAM, USERS, described
from local.slack.store import File, Message, Store, channel_id, channel_name, known_id

TOKEN = "xoxb-local-config-monitor"
SIGNING_SECRET = "local-signing-secret"
WEBHOOK_PATH = "/services/TLOCAL/BLOCAL/config-monitor"
_TEAM = {"team": "Local", "team_id": TEAM, "user": "config-monitor", "user_id": "UMONITOR", "bot_id": BOT}

Arguments = dict[str, Any]


def call(store: Store, base_url: str, method: str, arguments: Arguments, token: str | None) -> Arguments:
    """Answer a Web API method: `{"ok": true, ...}` or `{"ok": false, "error": ...}`; Slack sends HTTP 200 with both."""
    try:
        if token is None:
            raise Refused("not_authed")
        if token != TOKEN:
            raise Refused("invalid_auth")
        if method not in _METHODS:
            raise Refused("unknown_method")
        return {"ok": True, **_METHODS[method](store, base_url, arguments)}
    except Refused as refused:
        reasons = {"response_metadata": {"messages": refused.messages}} if refused.messages else {}
        return {"ok": False, "error": refused.error, **reasons}


def webhook(store: Store, path: str, content: Arguments) -> None:
    """Take a message on a webhook, whose last part names the channel. Raises Refused."""
    parts = path.split("/")
    if len(parts) != 5 or not all(parts[2:]):
        raise Refused("no_service")
    channel = channel_name(parts[-1])
    if channel is None:
        raise Refused("channel_not_found")
    content = {**content, "thread_ts": None}  # a webhook gets no timestamp back, so it cannot answer in threads
    check("webhook", content)
    store.take("webhook", channel, content)


def respond(store: Store, path: str, content: Arguments) -> None:
    """Take the answer to a command or a press at its response address. Raises Refused."""
    check("webhook", content)
    if not store.respond(path, content):
        raise Refused("used_url")


def _auth_test(_store: Store, base_url: str, _arguments: Arguments) -> Arguments:
    return {"url": f"{base_url}/", **_TEAM}


def _post_message(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    channel = _channel(arguments)
    content = _content(arguments)
    check("chat.postMessage", content)
    return _posted(store.take("chat.postMessage", channel, content))


def _update(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    channel, ts = _channel(arguments, ids_only=True), str(arguments.get("ts", ""))
    if not store.posted(channel, ts):
        raise Refused("message_not_found")
    content = _content(arguments)
    check("chat.update", content)
    # What an edit does not mention stays as it was; an empty list takes it away.
    before = store.newest(channel, ts) or {}
    content |= {part: before.get(part) for part in ("blocks", "attachments") if content[part] is None}
    return _posted(store.take("chat.update", channel, content, ts)) | {"text": content.get("text") or ""}


def _delete(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    channel, ts = _channel(arguments, ids_only=True), str(arguments.get("ts", ""))
    if not store.delete(channel, ts):
        raise Refused("message_not_found")
    return {"channel": channel_id(channel), "ts": ts}


def _permalink(store: Store, base_url: str, arguments: Arguments) -> Arguments:
    channel, ts = _channel(arguments), str(arguments.get("message_ts", ""))
    if not store.posted(channel, ts):
        raise Refused("message_not_found")
    return {"channel": channel_id(channel), "permalink": f"{base_url}/?channel={channel}#{ts}"}


def _upload_url(store: Store, base_url: str, arguments: Arguments) -> Arguments:
    name, length = str(arguments.get("filename") or ""), str(arguments.get("length") or "")
    if not name or not length.isdecimal() or int(length) == 0:
        raise Refused("invalid_arguments", "filename and length (in bytes) are required")
    file = store.add_file(name, int(length), str(arguments.get("alt_txt") or ""))
    return {"upload_url": f"{base_url}/upload/{file.id}", "file_id": file.id}


def _complete_upload(store: Store, base_url: str, arguments: Arguments) -> Arguments:
    named = _parsed(arguments.get("files"))
    if not isinstance(named, list) or not named:
        raise Refused("invalid_arguments", "files must be a list of {id, title}")
    files = [_uploaded(store, item) for item in named]
    shown = [describe(file, base_url) for file in files]
    if arguments.get("channel_id"):
        content = {**_content(arguments), "text": arguments.get("initial_comment"), "files": shown}
        store.take("files", _channel({"channel": arguments["channel_id"]}, ids_only=True), content)
    return {"files": shown}


def describe(file: File, base_url: str) -> Arguments:
    """A file as Slack shows it to a client."""
    address = f"{base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "size": file.length,
        "alt_txt": file.alt_text,
        "url_private": address,
        "permalink": address,
    }


def _list_channels(store: Store, _base_url: str, _arguments: Arguments) -> Arguments:
    names = sorted({message["channel"] for message in store.messages()} | {WEBHOOK_PATH.rpartition("/")[2]})
    return {"channels": [_shown(name) for name in names], "response_metadata": {"next_cursor": ""}}


def _one_channel(_store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    return {"channel": _shown(_channel(arguments, ids_only=True))}


def _history(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    channel, ts = _channel(arguments, ids_only=True), arguments.get("ts")
    messages = [m for m in store.messages() if m["channel"] == channel and m["via"] != "chat.update"]
    if ts:
        messages = [m for m in messages if ts in (m["ts"], m["thread_ts"])]
    since = float(arguments.get("oldest") or 0)
    messages = [{**m, "bot_id": BOT} for m in messages if float(m["ts"]) >= since]
    if str(arguments.get("include_all_metadata")).lower() != "true":
        messages = [{name: value for name, value in m.items() if name != "metadata"} for m in messages]
    return {"messages": messages, "has_more": False}


def _post_ephemeral(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    channel, user = _channel(arguments), str(arguments.get("user"))
    if user not in USERS:
        raise Refused("user_not_in_channel")
    content = {**_content(arguments), "user": user}
    check("chat.postMessage", content)
    return {"message_ts": store.take("ephemeral", channel, content)["ts"]}


def _user_info(_store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    if (user := str(arguments.get("user"))) not in USERS:
        raise Refused("user_not_found")
    return {"user": described(user)}


def _bot_info(_store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    if arguments.get("bot") != BOT:
        raise Refused("bot_not_found")
    return {"bot": {"id": BOT, "app_id": APP, "name": "config-monitor", "deleted": False}}


def _open_view(store: Store, _base_url: str, arguments: Arguments) -> Arguments:
    view = _parsed(arguments.get("view"))
    if not isinstance(view, dict) or view.get("type") != "modal" or not view.get("title") or not view.get("blocks"):
        raise Refused("invalid_arguments", "view must be a modal with a title and blocks")
    if len(str(view.get("private_metadata", ""))) > 3000:
        raise Refused("invalid_arguments", "private_metadata must be less than 3001 characters")
    try:
        opened = store.open_view(str(arguments.get("trigger_id")), view)
    except KeyError:
        raise Refused("expired_trigger_id") from None
    if opened is None:
        raise Refused("exchanged_trigger_id")
    return {"view": {**view, "id": opened["id"]}}


_METHODS: dict[str, Callable[[Store, str, Arguments], Arguments]] = {
    "auth.test": _auth_test,
    "chat.postMessage": _post_message,
    "chat.update": _update,
    "chat.delete": _delete,
    "bots.info": _bot_info,
    "chat.getPermalink": _permalink,
    "chat.postEphemeral": _post_ephemeral,
    "conversations.history": _history,
    "conversations.info": _one_channel,
    "conversations.list": _list_channels,
    "conversations.replies": _history,
    "files.completeUploadExternal": _complete_upload,
    "files.getUploadURLExternal": _upload_url,
    "users.info": _user_info,
    "views.open": _open_view,
}


def _channel(arguments: Arguments, *, ids_only: bool = False) -> str:
    asked = str(arguments.get("channel") or "")
    name = channel_name(asked)
    if name is None or (ids_only and not known_id(asked)):
        raise Refused("channel_not_found")
    return name


def _content(arguments: Arguments) -> Arguments:
    parsed = {part: _parsed(arguments.get(part)) for part in ("blocks", "attachments")}
    metadata = {"metadata": arguments["metadata"]} if arguments.get("metadata") else {}
    return {"text": arguments.get("text"), "thread_ts": arguments.get("thread_ts") or None, **parsed, **metadata}


def _parsed(value: Any) -> Any:
    """A list arguments as JSON text, as form-encoded calls do, or as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused("invalid_blocks_format") from None


def _uploaded(store: Store, item: Any) -> File:
    file = store.file(str(item.get("id"))) if isinstance(item, dict) else None
    if file is None or file.content is None:
        raise Refused("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _posted(message: Message) -> Arguments:
    return {"channel": channel_id(message["channel"]), "ts": message["ts"], "message": message}


def _shown(name: str) -> Arguments:
    return {"id": channel_id(name), "name": name, "is_channel": True, "is_member": True, "is_archived": False}
