"""Say to the person who asked for something that it failed after all tries."""

from typing import Any

from config_monitor.domain.actions import Action
from config_monitor.domain.events import to_epoch
from config_monitor.ports import History, PrivateAnswers

FAILED = "It did not work, and nothing is lost: try again in some minutes. The operators of the hub see the failure."
NOT_SHOWN = "It is done, but Slack did not take the message about it. The operators of the hub see the failure."


def say_failed(request: dict[str, Any], private_answers: PrivateAnswers, history: History) -> None:
    """`request` is what the machine was started with: `{"action"}` or `{"command"}`.

    Raises NotifierBusy, NotifierUnanswered and StorageBusy.
    """
    if command := request.get("command"):
        private_answers.respond(command["response_url"], [FAILED])
    elif (action := Action.model_validate(request["action"])).channel_id:
        done = history.event(f"{to_epoch(action.at)}-{action.action_id}")
        private_answers.answer_privately(action.channel_id, action.by.id, [NOT_SHOWN if done else FAILED])
