"""The dialog that asks why something is to be excepted, until when, and whether this resource or the whole rule."""

import json
from datetime import date, timedelta
from typing import Any

from config_monitor.adapters.slack.bot import SlackBot
from config_monitor.adapters.slack.payloads import CALLBACK
from config_monitor.domain.actions import LONGEST_REASON, Action

DEFAULT_DAYS = 30


class SlackDialogs:
    """Dialogs (Slack's modal views) of a bot."""

    def __init__(self, bot: SlackBot) -> None:
        self._bot = bot

    def ask_for_exception(self, trigger_id: str, action: Action, today: date, longest_days: int) -> None:
        """Open the dialog for who pressed the button; raises NotifierError."""
        view = exception_view(action, today, longest_days)
        self._bot.call("views.open", {"trigger_id": trigger_id, "view": json.dumps(view)})


def exception_view(action: Action, today: date, longest_days: int) -> dict[str, Any]:
    """The view; the action comes back with its submission."""
    day = today + timedelta(days=min(DEFAULT_DAYS, longest_days))
    options = [
        _option("resource", "This resource alone"),
        _option("rule", "This rule, or this source of incidents, in this account"),
    ]
    reason = {"type": "plain_text_input", "action_id": "reason", "multiline": True, "max_length": LONGEST_REASON}
    expires = {"type": "datepicker", "action_id": "expires", "initial_date": day.isoformat()}
    scope = {"type": "radio_buttons", "action_id": "scope", "options": options, "initial_option": options[0]}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": action.model_dump_json(exclude_none=True),
        "title": _plain_text("Except"),
        "submit": _plain_text("Except"),
        "close": _plain_text("Cancel"),
        "blocks": [
            _input("reason", "Why is it accepted?", reason),
            _input("expires", f"Until the end of which day (UTC)? At most {longest_days} days from now.", expires),
            _input("scope", "For what?", scope),
        ],
    }


def _input(block_id: str, label: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": _plain_text(label), "element": element}


def _option(value: str, label: str) -> dict[str, Any]:
    return {"text": _plain_text(label), "value": value}


def _plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
