"""ActOnAlert: does what somebody asked for from Slack or by the API, answers the command, says what failed."""

from typing import Any

from config_monitor import bootstrap
from config_monitor.domain.actions import Action
from config_monitor.domain.policy import Author
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.act_on_alert import act_on_alert
from config_monitor.use_cases.answer_command import answer_command
from config_monitor.use_cases.say_failed import say_failed


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(payload: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{"action": Action}` returns `ActionResult`; a `{"command"}` is answered; `{"failed": either}` is reported."""
    if failed := payload.get("failed"):
        say_failed(failed, bootstrap.private_answers(), bootstrap.history())
        return {"outcome": "reported"}
    if command := payload.get("command"):
        people = (Author.model_validate(command["by"]), bootstrap.policies().policy(), bootstrap.workspace())
        text, page = command["text"], command.get("page")
        lines = answer_command(text, page, *people, bootstrap.current_violations(), bootstrap.clock())
        bootstrap.private_answers().respond(command["response_url"], lines)
        return {"outcome": "answered"}
    result = act_on_alert(Action.model_validate(payload["action"]), bootstrap.act_dependencies())
    logger.info("acted", extra={"result": result.model_dump()})
    return result.model_dump()
