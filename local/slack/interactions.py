"""What Slack sends when somebody presses a button, submits a dialog or types a command: built, signed and sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from botocore.exceptions import BotoCoreError, ClientError

from local.aws import Account
from local.settings import HUB_ACCOUNT
from local.slack.limits import Refused
from local.slack.methods import SIGNING_SECRET
from local.slack.people import APP, TEAM, USERS, signed_in
from local.slack.store import Store, channel_id, channel_name

Values = dict[str, Any]
_TEAM = {"id": TEAM, "domain": "local"}


class HubAddress:
    """The hub's REST API on the engine, looked up when first needed."""

    def __init__(self, engine_url: str, stack: str) -> None:
        self._engine, self._stack = urlsplit(engine_url), stack
        self._engine_url = engine_url

    def send(self, path: str, form: Values) -> tuple[int, bytes]:
        """Post a signed form; the status and body of the answer, 502 where there is none."""
        body = urlencode(form).encode()
        try:
            url, host = self.address()
            headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded", **signed(body)}
            with urlopen(Request(f"{url}/slack/{path}", body, headers, method="POST"), timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()
        except (OSError, KeyError, BotoCoreError, ClientError) as error:
            return 502, f"the hub cannot be reached: {error}".encode()

    def address(self) -> tuple[str, str]:
        """The API's URL on the engine, and the name that the engine knows the API by."""
        api = urlsplit(Account(self._engine_url, HUB_ACCOUNT).outputs(self._stack)["ApiUrl"].rstrip("/"))
        return f"{self._engine_url}{api.path}", f"{api.netloc.split('.')[0]}.execute-api.localhost:{self._engine.port}"


def signed(body: bytes, secret: str = SIGNING_SECRET, moment: float | None = None) -> dict[str, str]:
    """The headers with which Slack signs a request."""
    timestamp = str(int(time.time() if moment is None else moment))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def press(store: Store, base_url: str, asked: Values) -> Values:
    """The payload of a pressed button. Raises Refused when there is no such message or button."""
    user, channel = _user(asked), channel_name(str(asked.get("channel", "")))
    message = store.newest(channel, str(asked.get("ts"))) if channel else None
    if channel is None or message is None:
        raise Refused("message_not_found")
    element = next(
        (e for e in elements(message) if str(e.get("action_id", "")).startswith(str(asked.get("action")))), None
    )
    if element is None:
        raise Refused("no_such_button")
    return block_actions(
        user,
        {"id": channel_id(channel), "name": channel},
        {part: message[part] for part in ("ts", "text", "blocks", "attachments")},
        {**element, **_pressed(element, asked)},
        {"trigger_id": store.trigger(user), "response_url": base_url + store.response_path(user, channel)},
        time.time(),
    )


def block_actions(
    user: str, channel: Values, message: Values, pressed: Values, answers: Values, moment: float
) -> Values:
    """What Slack sends of a pressed element; `answers` has the trigger and the address by which an app may answer."""
    kept = {part: pressed[part] for part in ("action_id", "type", "value", "selected_option") if part in pressed}
    return {
        "type": "block_actions",
        "user": signed_in(user),
        "api_app_id": APP,
        "team": _TEAM,
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel["id"]},
        "channel": channel,
        "message": {"type": "message", **message},
        "actions": [{**kept, "block_id": "actions", "action_ts": f"{moment:.6f}"}],
        **answers,
    }


def submit(store: Store, asked: Values) -> Values:
    """The payload of a submitted dialog. Raises Refused when the user has no such dialog open."""
    user = _user(asked)
    opened = store.view(str(asked.get("view_id")))
    if opened is None or opened["user"] != user:
        raise Refused("view_not_found")
    values = asked.get("values") or {}
    state = {
        block["block_id"]: {block["element"]["action_id"]: _filled(block["element"], values)}
        for block in opened["view"]["blocks"]
        if block["type"] == "input"
    }
    view = {**opened["view"], "id": opened["id"], "state": {"values": state}}
    return {"type": "view_submission", "user": signed_in(user), "api_app_id": APP, "team": _TEAM, "view": view}


def command(store: Store, base_url: str, asked: Values) -> Values:
    """The form of a command. Raises Refused where there is no such user or channel."""
    user, channel = _user(asked), channel_name(str(asked.get("channel", "")))
    if channel is None:
        raise Refused("channel_not_found")
    return {
        "command": asked.get("command", ""),
        "text": asked.get("text", ""),
        "user_id": user,
        "user_name": USERS[user],
        "team_id": TEAM,
        "api_app_id": APP,
        "channel_id": channel_id(channel),
        "channel_name": channel,
        "trigger_id": store.trigger(user),
        "response_url": base_url + store.response_path(user, channel),
    }


def elements(message: Values) -> Iterator[Values]:
    """All that can be pressed in a message."""
    for part in (message, *message.get("attachments", [])):
        for block in part.get("blocks") or []:
            yield from block.get("elements", []) if block.get("type") == "actions" else []
            if block.get("accessory"):
                yield block["accessory"]


def form_of(payload: Values) -> Values:
    """A payload as Slack posts it."""
    return {"payload": json.dumps(payload)}


def _user(asked: Values) -> str:
    if (user := str(asked.get("user"))) not in USERS:
        raise Refused("user_not_found")
    return user


def _pressed(element: Values, asked: Values) -> Values:
    if element["type"] == "button":
        return {"value": element.get("value", "")}
    wanted = {str(value) for value in (asked.get("values") or {}).values()}
    options = element.get("options", [])
    chosen = next((option for option in options if option["value"] in wanted), options[0])
    return {"selected_option": chosen}


def _filled(element: Values, values: Values) -> Values:
    """What an element holds when its dialog is submitted: what was filled in, else what it began with."""
    filled = values.get(element["action_id"])
    match element["type"]:
        case "datepicker":
            return {"type": "datepicker", "selected_date": filled or element.get("initial_date")}
        case "radio_buttons" | "static_select" as kind:
            chosen = next((option for option in element["options"] if option["value"] == filled), None)
            return {"type": kind, "selected_option": chosen or element.get("initial_option")}
        case kind:
            return {"type": kind, "value": filled or element.get("initial_value")}
