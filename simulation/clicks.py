"""What Slack sends when somebody presses a button of a message, signed."""

from random import Random
from typing import Any
from urllib.parse import urlencode

from local.slack.interactions import block_actions, elements, form_of, signed
from simulation.troubled_slack import Taken, TroubledSlack
from simulation.virtual_time import VirtualTime

ACTIONS = ("acknowledge", "acknowledge", "mute", "undo", "details")
NEWEST = 200


def pressed(slack: TroubledSlack, time: VirtualTime, draw: Random) -> tuple[str, dict[str, Any]] | None:
    """What a button of one of the newest messages is about, and the request; None where it has no such button."""
    messages = [m for m in list(slack.messages.values())[-NEWEST:] if not m.thread]
    if not messages:
        return None
    message, action = draw.choice(messages), draw.choice(ACTIONS)
    shown = {"ts": message.ts, **{name: message.current.get(name) for name in ("text", "blocks", "attachments")}}
    element = next((e for e in elements(shown) if str(e.get("action_id", "")).startswith(action)), None)
    if element is None:
        return None
    chosen = {"selected_option": element["options"][0]} if "options" in element else {"value": element.get("value", "")}
    channel = {"id": message.channel, "name": message.channel}
    answers = {
        "trigger_id": f"1.2.{draw.getrandbits(64):x}",
        "response_url": "https://hooks.slack.com/actions/T/1/x",
    }
    payload = block_actions("UALICE", channel, shown, {**element, **chosen}, answers, time.seconds)
    body = urlencode(form_of(payload))
    headers = signed(body.encode(), moment=time.seconds)
    return about(message), {"path": "/slack/interactions", "headers": headers, "body": body}


def about(message: Taken) -> str:
    """The alert that the buttons of a message name."""
    values = (str(element.get("value", "")) for element in elements(message.content))
    return next((value for value in values if value), "")
