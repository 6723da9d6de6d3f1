"""QueryEvents: the REST API; each route reads its question, asks one use case and answers."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from pydantic import BaseModel

from config_monitor import bootstrap
from config_monitor.domain.listing import ViolationQuery
from config_monitor.domain.query import EventQuery, NoQuestion
from config_monitor.observability import logger
from config_monitor.use_cases.list_events import list_events
from config_monitor.use_cases.list_violations import list_violations, tell_violation
from config_monitor.use_cases.summarise_compliance import summarise_compliance
from query_events.parameters import question
from query_events.refusals import refuse_with_problems
from query_events.responses import json_response, problem

app = APIGatewayRestResolver()
refuse_with_problems(app)


def asked[Q: BaseModel](model: type[Q]) -> Q:
    """The question of the current request. Raises InvalidQuestion."""
    return question(model, app.current_event.get("multiValueQueryStringParameters") or {})


@app.get("/events")
def events() -> Response[str]:
    """A page of the history."""
    return json_response(list_events(asked(EventQuery), bootstrap.history(), bootstrap.cursor_key()))


@app.get("/events/<event_id>")
def event(event_id: str) -> Response[str]:
    """One event."""
    asked(NoQuestion)
    found = bootstrap.history().event(event_id)
    return json_response(found) if found else problem(404, "There is no event with this id.")


@app.get("/compliance/summary")
def compliance_summary() -> Response[str]:
    """Scores and open violations, now and compared with earlier days."""
    asked(NoQuestion)
    return json_response(summarise_compliance(bootstrap.standings(), bootstrap.clock()))


@app.get("/compliance/violations")
def violations() -> Response[str]:
    """A page of the open, resolved or excepted violations."""
    query = asked(ViolationQuery)
    return json_response(list_violations(query, bootstrap.standings(), bootstrap.cursor_key(), bootstrap.clock()))


@app.get("/compliance/violations/<violation_id>")
def violation(violation_id: str) -> Response[str]:
    """One violation with its timeline."""
    asked(NoQuestion)
    found = tell_violation(violation_id, bootstrap.standings(), bootstrap.clock())
    return json_response(found) if found else problem(404, "There is no violation with this id.")


@logger.inject_lambda_context(clear_state=True)
def handler(request: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take API Gateway's proxy event, answer its proxy response."""
    return app.resolve(request, context)
