"""What a person sends by a button, a dialog or the command, read from a verified request, and the reply at once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from config_monitor.domain.actions.action import Action
from config_monitor.domain.policy import Author


class Press(NamedTuple):
    """A button that was pressed; `trigger_id` opens a dialog within three seconds."""

    action: Action
    trigger_id: str


class Submission(NamedTuple):
    """A dialog that was submitted: the action that it was opened for, and what was filled in."""

    action: Action
    reason: str
    expires: str
    scope: str


class Command(NamedTuple):
    """The command, with what follows it; the answer goes to `response_url`, and `page` is the hub's page for people."""

    command_id: str
    by: Author
    text: str
    response_url: str
    page: str | None = None


Received = Press | Submission | Command


class Reply(NamedTuple):
    """Nothing, what is wrong with a dialog by field (`faults`), or a line that the person alone sees."""

    faults: Mapping[str, str] = MappingProxyType({})
    line: str = ""
