"""QueryEvents: the REST API; each route reads its question, asks one use case and answers."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.domain.queries import EventQuery, NoParameters, ViolationQuery
from config_monitor.observability import logger
from config_monitor.use_cases.list_events import events_export, list_events
from config_monitor.use_cases.list_violations import list_violations, violation_detail, violations_export
from config_monitor.use_cases.summarise_compliance import summarise_compliance
from query_events.exports import exported
from query_events.openapi import openapi_document
from query_events.parameters import question
from query_events.refusals import refuse_with_problems
from query_events.responses import json_response, problem, text_response
from query_events.static_page import static_page

app = APIGatewayRestResolver()
refuse_with_problems(app)


@app.get("/")
def page() -> Response[str]:
    """The page for people, which asks this API."""
    document = static_page()
    return text_response(
        document.html, "text/html; charset=utf-8", headers={"Content-Security-Policy": document.policy}
    )


@app.get("/openapi.json")
def openapi() -> Response[str]:
    """This API's description."""
    return json_response(openapi_document())


@app.get("/events")
def events() -> Response[str]:
    """The history: a page, or all of it as an export."""
    query = question(app.current_event, EventQuery)
    if export := exported(app, events_export(query), bootstrap.history()):
        return export
    return json_response(list_events(query, bootstrap.history(), bootstrap.cursor_key()))


@app.get("/events/<event_id>")
def event(event_id: str) -> Response[str]:
    """One event."""
    question(app.current_event, NoParameters)
    found = bootstrap.history().event(event_id)
    return json_response(found) if found else problem(404, "There is no event with this id.")


@app.get("/compliance/summary")
def compliance_summary() -> Response[str]:
    """Scores and open violations, now and compared with earlier days."""
    question(app.current_event, NoParameters)
    return json_response(summarise_compliance(bootstrap.current_violations(), bootstrap.clock()))


@app.get("/compliance/violations")
def violations() -> Response[str]:
    """The open, resolved or excepted violations: a page, or all of them as an export."""
    query, now = question(app.current_event, ViolationQuery), bootstrap.clock()
    if export := exported(app, violations_export(query, now), bootstrap.current_violations()):
        return export
    return json_response(list_violations(query, bootstrap.current_violations(), bootstrap.cursor_key(), now))


@app.get("/compliance/violations/<violation_id>")
def violation(violation_id: str) -> Response[str]:
    """One violation with its timeline."""
    question(app.current_event, NoParameters)
    found = violation_detail(violation_id, bootstrap.current_violations(), bootstrap.clock())
    return json_response(found) if found else problem(404, "There is no violation with this id.")


@logger.inject_lambda_context(clear_state=True)
def handler(request: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take API Gateway's proxy event, answer its proxy response."""
    return app.resolve(request, context)
