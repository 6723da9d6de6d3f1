"""QueryEvents: the REST API; each route reads its question, asks one use case and answers."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.domain.query import EventQuery, Question
from config_monitor.observability import logger
from config_monitor.use_cases.list_events import list_events
from query_events.parameters import question
from query_events.refusals import refuse_with_problems
from query_events.responses import json_response, problem

app = APIGatewayRestResolver()
refuse_with_problems(app)


def asked[Q: Question](model: type[Q]) -> Q:
    """The question of the current request. Raises InvalidQuestion."""
    return question(model, app.current_event.get("multiValueQueryStringParameters") or {})


@app.get("/events")
def events() -> Response[str]:
    """A page of the history."""
    return json_response(list_events(asked(EventQuery), bootstrap.history(), bootstrap.cursor_key()))


@app.get("/events/<event_id>")
def event(event_id: str) -> Response[str]:
    """One event."""
    found = bootstrap.history().event(event_id)
    return json_response(found) if found else problem(404, "There is no event with this id.")


@logger.inject_lambda_context(clear_state=True)
def handler(request: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take API Gateway's proxy event, answer its proxy response."""
    return app.resolve(request, context)
