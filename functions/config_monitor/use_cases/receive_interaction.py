"""Receive what Slack sends: refuse what is not signed, open the dialog or start the action, and answer at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config_monitor.domain.actions import (
    LONGEST_REASON,
    Action,
    Command,
    Press,
    Received,
    Reply,
    Submission,
    refusal,
    wrong_exception,
)
from config_monitor.domain.events import Severity, one_line
from config_monitor.errors import DialogOpened, NotifierError
from config_monitor.observability import logger
from config_monitor.ports import ActionStarter, Alerts, Dialogs, PolicySource, Workspace


@dataclass(frozen=True)
class ReceiveDependencies:
    """The ports of receiving, and the present."""

    policies: PolicySource
    alerts: Alerts
    workspace: Workspace
    dialogs: Dialogs
    starter: ActionStarter
    clock: Callable[[], datetime]


def receive(received: Received | None, ports: ReceiveDependencies) -> Reply:
    """Answer what was verified and read; what asks for nothing is answered with nothing."""
    match received:
        case Press():
            return _press(received, ports)
        case Submission():
            return _submission(received, ports)
        case Command():
            return _command(received, ports)
        case None:
            return Reply()


def _press(press: Press, ports: ReceiveDependencies) -> Reply:
    """Open the dialog that an exception needs for who may; start all else, and refusals with it."""
    action = press.action
    if action.kind != "except" or not _may_except(action, ports):
        return _start(action, ports)
    longest = ports.policies.policy().approvers.longest_days
    try:
        ports.dialogs.ask_for_exception(press.trigger_id, action, ports.clock().date(), longest)
    except NotifierError as error:
        logger.warning("the dialog was not opened", extra={"reason": str(error)})
        if not isinstance(error, DialogOpened):  # a dialog opens within three seconds or never
            ports.starter.start(action.action_id, {"failed": _payload(action)})
    return Reply()


def _submission(submission: Submission, ports: ReceiveDependencies) -> Reply:
    """Start an exception as it was filled in, or say in the dialog what is wrong with it."""
    action, reason, expires, scope = submission
    longest = ports.policies.policy().approvers.longest_days
    if faults := wrong_exception(reason, expires, ports.clock().date(), longest):
        return Reply(faults=faults)
    wanted = {"reason": one_line(reason, LONGEST_REASON), "expires": expires, "scope": scope or "resource"}
    filled_in = {**action.model_dump(), **wanted}
    return _start(Action.model_validate(filled_in), ports)


def _command(command: Command, ports: ReceiveDependencies) -> Reply:
    """Say at once that the answer comes, which the machine then puts in its place."""
    names = ("text", "response_url", "page")
    payload = {"by": command.by.model_dump(), **{name: getattr(command, name) for name in names}}
    ports.starter.start(command.command_id, {"command": payload})
    return Reply(line="Looking …")


def _start(action: Action, ports: ReceiveDependencies) -> Reply:
    """Start an action; one that was started before has no further effect."""
    started = ports.starter.start(action.action_id, _payload(action))
    logger.info("action received", extra={"kind": action.kind, "by": action.by.id, "repeated": not started})
    return Reply()


def _payload(action: Action) -> dict[str, Any]:
    return {"action": action.model_dump(mode="json", exclude_none=True)}


def _may_except(action: Action, ports: ReceiveDependencies) -> bool:
    policy = ports.policies.policy()
    delivery = ports.alerts.get(action.alert) if action.alert else None
    severity = delivery.alert.severity if delivery else Severity.UNRATED
    membership = ports.workspace.membership(action.by.id, policy.approvers)
    return refusal(policy, "except", membership, severity) is None
