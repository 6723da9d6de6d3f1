"""What Slack sends when somebody presses a button, submits a dialog or types the command, read as an action."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args
from urllib.parse import parse_qs

from config_monitor.domain.actions import Action, ActionKind, Command, Press, Submission
from config_monitor.domain.events import storable
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.policy import MUTE_DAYS, Author, OverrideScope

FIELDS = ("reason", "expires", "scope")
LONGEST_TEXT = 256
CALLBACK = "except"
"""What the dialog for an exception is known by."""


class Sender(NamedTuple):
    """The app and workspace that a request is from, and the workspace of its user."""

    app_id: str
    team_id: str
    user_team_id: str


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a request; raises ValueError when the body is no form."""
    return {name: values[-1] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}


def payload_of(form: dict[str, str]) -> dict[str, Any]:
    """The payload of an interaction; raises ValueError when there is none."""
    try:
        payload = storable(json.loads(form.get("payload", "")))
    except RecursionError:
        raise ValueError("the payload is nested too deeply") from None
    if not isinstance(payload, dict):
        raise ValueError("the payload is no object")
    return payload


def sender_of(payload: dict[str, Any]) -> Sender:
    """Who sent an interaction."""
    team, user = (part if isinstance(part := payload.get(name), dict) else {} for name in ("team", "user"))
    return Sender(str(payload.get("api_app_id", "")), str(team.get("id", "")), str(user.get("team_id", "")))


def sender_of_command(form: dict[str, str]) -> Sender:
    """Who sent a command; Slack does not send the team of its user apart."""
    team = form.get("team_id", "")
    return Sender(form.get("api_app_id", ""), team, team)


def read_interaction(body: bytes, payload: dict[str, Any], now: str) -> Press | Submission | None:
    """A press or a submission; None for all else that Slack may send. Raises ValueError for another shape."""
    try:
        match payload.get("type"):
            case "block_actions":
                return _press(body, payload, now)
            case "view_submission":
                return _submission(body, payload, now)
            case _:
                return None
    except (KeyError, TypeError, IndexError, AttributeError, StopIteration) as error:
        raise ValueError(f"the payload lacks {error}") from error


def read_command(body: bytes, form: dict[str, str], page: str | None = None) -> Command:
    """A command, cut to the length of a name."""
    by = Author(id=form.get("user_id", ""), name=form.get("user_name", ""))
    return Command(_id_of(body), by, form.get("text", "").strip()[:LONGEST_TEXT], form.get("response_url", ""), page)


def _press(body: bytes, payload: dict[str, Any], now: str) -> Press | None:
    pressed = payload["actions"][0]
    if (kind := pressed["action_id"]) not in get_args(ActionKind):
        return None
    chosen = (pressed.get("selected_option") or {}).get("value")
    value = pressed.get("value") or _value_beside(payload)
    container = payload["container"]
    action = Action(
        action_id=_id_of(body),
        kind=kind,
        by=_author(payload["user"]),
        at=now,
        alert=None if kind == "approve" else AlertKey.model_validate_json(value),
        request=value if kind == "approve" else None,
        days=_days(chosen) if kind == "mute" else None,
        channel_id=container["channel_id"],
        message_id=container["message_ts"],
    )
    return Press(action, payload["trigger_id"])


def _days(chosen: Any) -> int:
    if chosen not in (days := {str(n): n for n in MUTE_DAYS}):
        raise ValueError(f"a mute has {', '.join(days)} days")
    return days[chosen]


def _submission(body: bytes, payload: dict[str, Any], now: str) -> Submission:
    view = payload["view"]
    opened = Action.model_validate_json(view["private_metadata"])
    if view["callback_id"] != CALLBACK or opened.kind != "except":
        raise ValueError("the dialog is none of this app's")
    states = [states for block in view["state"]["values"].values() for states in block.items()]
    values = {action_id: _filled_in(state) for action_id, state in states}
    action = opened.model_copy(update={"action_id": _id_of(body), "by": _author(payload["user"]), "at": now})
    submission = Submission(action, *(values.get(name) or "" for name in FIELDS))
    if submission.scope not in ("", *get_args(OverrideScope)):
        raise ValueError("an exception has no such scope")
    return submission


def _filled_in(state: dict[str, Any]) -> str | None:
    selected = state.get("selected_option") or {}
    return state.get("value") or state.get("selected_date") or selected.get("value")


def _value_beside(payload: dict[str, Any]) -> str:
    """The value of a button in the same message: a menu's options are too short to hold one."""
    message = payload["message"]
    parts = [message, *message.get("attachments", [])]
    return str(next(filter(None, (e.get("value") for part in parts for e in _elements(part)))))


def _elements(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in part.get("blocks", []):
        yield from block.get("elements", []) if block.get("type") == "actions" else []


def _author(user: dict[str, Any]) -> Author:
    return Author(id=user["id"], name=user.get("username") or user.get("name") or "")


def _id_of(body: bytes) -> str:
    """The same for each delivery of the same payload."""
    return hashlib.sha256(body).hexdigest()[:40]
