"""Every way in which a request can fail, and the problem document that it is answered with."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor.errors import InvalidCursor, InvalidQuestion, Reason, StorageBusy
from config_monitor.observability import logger
from query_events.responses import invalid, problem


def refuse_with_problems(app: APIGatewayRestResolver) -> None:
    """Have the API answer each failure below; what is not foreseen is logged and told as little of as possible."""
    answers: dict[type[Exception], Callable[[Any], Response[str]]] = {
        InvalidQuestion: lambda error: invalid(error.reasons),
        InvalidCursor: lambda error: invalid([Reason("cursor", str(error))]),
        StorageBusy: lambda _: problem(503, "The table is busy. Try again in a moment."),
        Exception: _unforeseen,
    }
    for error, answer in answers.items():
        app.exception_handler(error)(answer)
    app.not_found(lambda _: problem(404, "There is nothing at this path."))


def _unforeseen(_error: Exception) -> Response[str]:
    logger.exception("the request failed")
    return problem(500, "The request failed. The function's log says why.")
