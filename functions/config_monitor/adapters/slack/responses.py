"""What Slack's responses mean for a notification: accepted, to be tried again, perhaps accepted, or refused."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from config_monitor.adapters.slack.exchange import Answer
from config_monitor.domain.events import storable
from config_monitor.errors import (
    DialogOpened,
    FormRefused,
    NoSuchChannel,
    NotificationRefused,
    NotifierBusy,
    NotifierError,
    NotifierUnanswered,
    ThreadGone,
)

# Errors of the Web API that come with HTTP 200. Of the second kind Slack says that something may have been done.
_BUSY = {"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"}
_PERHAPS = {"fatal_error", "internal_error"}
# Slack's words for what the port's errors say.
_FORM = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "msg_blocks_too_long",
    "msg_too_long",
    "too_many_attachments",
    "invalid_payload",
}
_CHANNEL = {"channel_not_found", "is_archived", "channel_is_archived", "not_in_channel", "no_service"}
_THREAD = {"thread_not_found", "message_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
_OPENED = {"exchanged_trigger_id"}
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
LONGEST_PAUSE = 3600.0

Call = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""A method of the Web API and its arguments, to its result; raises NotifierError."""


def check_status(answer: Answer) -> None:
    """Raise what a status other than 200 means; the address of a redirect is not even looked at."""
    if answer.status == 429:
        raise NotifierBusy("Slack answered 429", _pause(answer.headers.get("retry-after")))
    if answer.status >= 500 or answer.status == 408:
        raise NotifierBusy(f"Slack answered {answer.status}", _pause(answer.headers.get("retry-after")))
    if answer.status != 200:
        raise _refused(_code(answer.body.decode(errors="replace"), f"http_{answer.status}"))


def web_api_result(answer: Answer) -> dict[str, Any]:
    """The result of a Web API method, fit to store and to send; raises a NotifierError unless it has `"ok": true`."""
    check_status(answer)
    try:
        result = storable(json.loads(answer.body))
    except (ValueError, RecursionError):
        raise NotifierUnanswered("Slack answered 200 without JSON that can be read") from None
    if isinstance(result, dict) and result.get("ok") is True:
        return result
    raise _error(_code(result.get("error") if isinstance(result, dict) else None, "no_error_named"), answer)


def object_of(value: Any) -> dict[str, Any]:
    """A part of a result that is an object; an empty one where Slack sends anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A part of a result that is a list; an empty one where Slack sends anything else."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A part of a result that is text; empty where Slack sends anything else."""
    return value if isinstance(value, str) else ""


def next_cursor(result: dict[str, Any]) -> str:
    """What asks for the next page of a result; empty after the last one."""
    return text_of(object_of(result.get("response_metadata")).get("next_cursor"))


def _error(code: str, answer: Answer) -> NotifierError:
    if code in _BUSY:
        return NotifierBusy(f"Slack answered {code}", _pause(answer.headers.get("retry-after")))
    if code in _PERHAPS:
        return NotifierUnanswered(f"Slack answered {code}")
    return _refused(code)


def _refused(code: str) -> NotificationRefused:
    if code in _FORM:
        return FormRefused(code)
    if code in _CHANNEL:
        return NoSuchChannel(code)
    if code in _OPENED:
        return DialogOpened(code)
    return ThreadGone(code) if code in _THREAD else NotificationRefused(code)


def _code(value: Any, otherwise: str) -> str:
    """Slack's error code, if it has the form of one: nothing else of a response goes into a log."""
    text = value.strip() if isinstance(value, str) else ""
    return text if _CODE.fullmatch(text) else otherwise


def _pause(header: str | None) -> float | None:
    """Retry-After in seconds; None when it is absent, negative or no number."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return min(seconds, LONGEST_PAUSE) if seconds >= 0 else None
