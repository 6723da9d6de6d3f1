"""Answers every error of a request with a problem document."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor.errors import InvalidCursor, StorageBusy
from config_monitor.observability import logger
from query_events.caller import NotAllowed
from query_events.errors import InvalidParameters, ParameterFault
from query_events.responses import invalid, problem


def add_error_responses(app: APIGatewayRestResolver) -> None:
    """Register a response for each error; an unexpected one is logged, and its response shows nothing of it."""
    responses: dict[type[Exception], Callable[[Any], Response[str]]] = {
        InvalidParameters: lambda error: invalid(error.faults),
        InvalidCursor: lambda error: invalid([ParameterFault("cursor", str(error))]),
        NotAllowed: lambda error: problem(403, str(error)),
        StorageBusy: lambda _: problem(503, "The table is busy. Try again in a moment."),
        Exception: _unexpected,
    }
    for error, response in responses.items():
        app.exception_handler(error)(response)
    app.not_found(lambda _: problem(404, "There is nothing at this path."))


def _unexpected(_error: Exception) -> Response[str]:
    logger.exception("the request failed")
    return problem(500, "The request failed. The function's log says why.")
