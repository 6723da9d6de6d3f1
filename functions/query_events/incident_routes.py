"""The routes of incidents, which the handler adds to the API."""

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.use_cases.list_incidents import incidents_export, list_incidents
from config_monitor.use_cases.show_incident import show_incident
from query_events.exports import export_response
from query_events.parameters import IncidentParameters, NoParameters
from query_events.request_parameters import parameters_of
from query_events.responses import json_response, problem


def add_incident_routes(app: APIGatewayRestResolver) -> None:
    """Add GET /incidents and GET /incidents/{id}."""

    @app.get("/incidents")
    def incidents() -> Response[str]:
        """The open, ended or excepted incidents: a page, or all of them as an export."""
        query, now = parameters_of(app.current_event, IncidentParameters), bootstrap.clock()
        if export := export_response(app, incidents_export(query, now), bootstrap.current_incidents()):
            return export
        return json_response(list_incidents(query, bootstrap.current_incidents(), bootstrap.cursor_key(), now))

    @app.get("/incidents/<incident_id>")
    def incident(incident_id: str) -> Response[str]:
        """One incident with its timeline."""
        parameters_of(app.current_event, NoParameters)
        history, alerts, now = bootstrap.history(), bootstrap.alerts(), bootstrap.clock()
        detail = show_incident(incident_id, bootstrap.current_incidents(), history, alerts, now)
        return json_response(detail) if detail else problem(404, "There is no incident with this id.")
