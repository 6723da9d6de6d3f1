"""The routes of exceptions, which the handler adds to the API: listed, asked for, and ended early."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.use_cases.ask_by_api import AskDependencies, Asked, ask_for_exception, ask_to_end_exception
from config_monitor.use_cases.list_exceptions import ExceptionList, exceptions_export, list_exceptions
from query_events.caller import author_of, check_may_except
from query_events.errors import InvalidParameters, ParameterFault
from query_events.exports import export_response
from query_events.parameters import ExceptionBody, ExceptionParameters, NoParameters
from query_events.request_parameters import body_of, parameters_of
from query_events.responses import json_response, problem

REFUSED = {
    "unknown": (404, "There is nothing with this id."),
    "not open": (409, "It is not open any more."),
    "of the policy": (409, "This exception is of the policy: take it out of the file, then make policy."),
    "over": (409, "This exception has ended already."),
}


def add_exception_routes(app: APIGatewayRestResolver) -> None:
    """Add GET and POST /compliance/exceptions, and DELETE /compliance/exceptions/{id}."""

    @app.get("/compliance/exceptions")
    def exceptions() -> Response[str]:
        """The exceptions of the policy and of people: a page, or all of them as an export."""
        query = parameters_of(app.current_event, ExceptionParameters)
        kept = ExceptionList(bootstrap.policies().policy(), bootstrap.overrides(), bootstrap.clock())
        if export := export_response(app, exceptions_export(query), kept):
            return export
        return json_response(list_exceptions(query, kept, bootstrap.cursor_key()))

    @app.post("/compliance/exceptions")
    def ask() -> Response[str]:
        """An exception for a violation or incident; it holds within seconds, or once a second person agrees."""
        parameters_of(app.current_event, NoParameters)
        check_may_except(_context(app), bootstrap.sign_in().api_exceptions_group)
        body = body_of(app.current_event, ExceptionBody)
        asked = ask_for_exception(body.subject, body.reason, body.expires, body.scope, _ports(app))
        if isinstance(asked, dict):
            raise InvalidParameters([ParameterFault(field, f"is wrong: {why}") for field, why in asked.items()])
        return _answer(asked)

    @app.delete("/compliance/exceptions/<exception_id>")
    def end(exception_id: str) -> Response[str]:
        """End an exception that a person made."""
        parameters_of(app.current_event, NoParameters)
        check_may_except(_context(app), bootstrap.sign_in().api_exceptions_group)
        return _answer(ask_to_end_exception(exception_id, _ports(app)))


def _answer(asked: Any) -> Response[str]:
    if isinstance(asked, Asked):
        return json_response({"id": asked.exception_id, "second_person": asked.second_person}, status=202)
    return problem(*REFUSED[asked])


def _ports(app: APIGatewayRestResolver) -> AskDependencies:
    context = _context(app)
    return AskDependencies(
        bootstrap.policies().policy(),
        bootstrap.current_violations(),
        bootstrap.current_incidents(),
        bootstrap.violations_by_scope(),
        bootstrap.overrides(),
        bootstrap.action_starter(),
        author_of(context),
        f"api-{context['requestId']}",
        bootstrap.clock(),
    )


def _context(app: APIGatewayRestResolver) -> dict[str, Any]:
    context: dict[str, Any] = app.current_event.get("requestContext") or {}
    return context
