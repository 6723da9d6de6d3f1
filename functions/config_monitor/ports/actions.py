"""People who act: who they are, what they are asked and answered, and what is kept of their actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.actions import Action, ExceptionRequest, Membership
    from config_monitor.domain.policy import Approvers, Author


class Workspace(Protocol):
    """The users of the workspace. Raises NotifierError when it cannot be asked."""

    def membership(self, user: str, approvers: Approvers) -> Membership:
        """What is known of a user."""
        ...

    def has_approver_beside(self, user: str, approvers: Approvers) -> bool:
        """Whether anybody but a user is an approver."""
        ...

    def link(self, channel_id: str, message_id: str) -> str | None:
        """The address of a message; None when it cannot be found."""
        ...


class PrivateAnswers(Protocol):
    """Answers that one person alone sees; one that is refused, as when the person has left, is logged.

    Raises NotifierBusy and NotifierUnanswered.
    """

    def answer_privately(self, channel_id: str, user: str, lines: Sequence[str]) -> None:
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


@dataclass(frozen=True)
class Asked:
    """A question to a second person; `unanswered` posts of it may have been taken, and it is due at `again_at`."""

    unanswered: int = 0
    again_at: float = 0


class ActionLog(Protocol):
    """What is kept of actions besides their events; times are epoch seconds."""

    def claim_reply(self, action_id: str, now: int) -> bool:
        """Take it upon oneself to post the reply of an action; False when somebody did before."""
        ...

    def release_reply(self, action_id: str) -> None:
        """Let the reply be posted by a later try: this one was not taken."""
        ...

    def asked(self, request_id: str) -> Asked | None:
        """Whether and how a second person was asked; None for not yet."""
        ...

    def mark_asked(self, request_id: str, now: int, unanswered: int = 0, again_at: float = 0) -> None:
        """Remember that a second person was asked, or that so many posts of the question were not answered."""
        ...

    def keep_request(self, request: ExceptionRequest, now: int) -> None:
        """Keep a request for a second person."""
        ...

    def request(self, request_id: str) -> ExceptionRequest | None:
        """A request; None when there is none any more."""
        ...

    def approve(self, request_id: str, by: Author, at: str) -> ExceptionRequest | None:
        """The request with who agreed: `by` if nobody did before; None when there is no request any more."""
        ...
