"""QueryEvents: the REST API; each route reads its parameters, calls one use case and responds."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.observability import logger, metrics
from config_monitor.use_cases.list_events import events_export, list_events
from config_monitor.use_cases.list_violations import list_violations, violations_export
from config_monitor.use_cases.show_coverage import show_coverage
from config_monitor.use_cases.show_event import show_event
from config_monitor.use_cases.show_violation import show_violation
from config_monitor.use_cases.summarise_compliance import summarise_compliance
from query_events.error_responses import add_error_responses
from query_events.exception_routes import add_exception_routes
from query_events.exports import export_response
from query_events.incident_routes import add_incident_routes
from query_events.openapi import openapi_document
from query_events.page_routes import add_page_routes
from query_events.parameters import EventParameters, NoParameters, ViolationParameters
from query_events.report_routes import add_report_routes
from query_events.request_parameters import parameters_of
from query_events.responses import json_response, problem

app = APIGatewayRestResolver()
add_error_responses(app)
add_page_routes(app)
add_incident_routes(app)
add_report_routes(app)
add_exception_routes(app)


@app.get("/openapi.json")
def openapi() -> Response[str]:
    """This API's description."""
    return json_response(openapi_document())


@app.get("/events")
def events() -> Response[str]:
    """Events of the history: a page, or all of them as an export."""
    query = parameters_of(app.current_event, EventParameters)
    if export := export_response(app, events_export(query, bootstrap.rules()), bootstrap.history()):
        return export
    return json_response(list_events(query, bootstrap.history(), bootstrap.cursor_key(), bootstrap.rules()))


@app.get("/events/<event_id>")
def event(event_id: str) -> Response[str]:
    """One event, with what became of its notification."""
    parameters_of(app.current_event, NoParameters)
    row = show_event(event_id, bootstrap.history(), bootstrap.alerts())
    return json_response(row) if row else problem(404, "There is no event with this id.")


@app.get("/compliance/summary")
def compliance_summary() -> Response[str]:
    """Scores and open violations, now and compared with earlier days."""
    parameters_of(app.current_event, NoParameters)
    return json_response(summarise_compliance(bootstrap.current_violations(), bootstrap.clock()))


@app.get("/compliance/coverage")
def compliance_coverage() -> Response[str]:
    """What is monitored, by which agents and rules, and what is not."""
    parameters_of(app.current_event, NoParameters)
    return json_response(show_coverage(bootstrap.coverage_dependencies(), bootstrap.clock()).model_dump(mode="json"))


@app.get("/compliance/violations")
def violations() -> Response[str]:
    """The open, resolved or excepted violations: a page, or all of them as an export."""
    query, rules = parameters_of(app.current_event, ViolationParameters), bootstrap.rules()
    current, now = bootstrap.current_violations(), bootstrap.clock()
    if export := export_response(app, violations_export(query, now, rules), current):
        return export
    return json_response(list_violations(query, current, bootstrap.cursor_key(), now, rules))


@app.get("/compliance/violations/<violation_id>")
def violation(violation_id: str) -> Response[str]:
    """One violation with its timeline."""
    parameters_of(app.current_event, NoParameters)
    read = (bootstrap.current_violations(), bootstrap.history(), bootstrap.alerts(), bootstrap.catalogue())
    detail = show_violation(violation_id, *read, bootstrap.clock())
    return json_response(detail) if detail else problem(404, "There is no violation with this id.")


@metrics.log_metrics
@logger.inject_lambda_context(clear_state=True)
def handler(request: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a proxy event of API Gateway with a proxy response."""
    return app.resolve(request, context)
