"""People who act: who they are, what they are asked and answered, and what is kept of their actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.actions import Action, ExceptionRequest, Membership
    from config_monitor.domain.policy import Approvers


class Workspace(Protocol):
    """The users of the workspace. Raises NotifierError when it cannot be asked."""

    def membership(self, user: str, approvers: Approvers) -> Membership:
        """What is known of a user."""
        ...


class Whispers(Protocol):
    """Answers that one person alone sees; raises NotifierError."""

    def whisper(self, channel_id: str, user: str, lines: Sequence[str]) -> None:
        """Say something to one user in a channel."""
        ...

    def respond(self, url: str, lines: Sequence[str]) -> None:
        """Answer a command at the address that came with it."""
        ...


class Dialogs(Protocol):
    """Dialogs that ask for what a button cannot say; raises NotifierError."""

    def ask_for_exception(self, trigger_id: str, action: Action, today: date, longest_days: int) -> None:
        """Ask why and until when something is to be excepted."""
        ...


class ActionStarter(Protocol):
    """Whoever carries out what was asked for, soon and with retries."""

    def start(self, action_id: str, payload: Mapping[str, Any]) -> bool:
        """Start once for each id; False when it was started before."""
        ...


class ActionLog(Protocol):
    """What is kept of actions besides their events; times are epoch seconds."""

    def was_shown(self, action_id: str) -> bool:
        """Whether the reply of an action was posted."""
        ...

    def mark_shown(self, action_id: str, now: int) -> None:
        """Remember that the reply of an action was posted."""
        ...

    def keep_request(self, request: ExceptionRequest, now: int) -> None:
        """Keep a request for a second person."""
        ...

    def request(self, request_id: str) -> ExceptionRequest | None:
        """A request; None when there is none any more."""
        ...
