"""The routes of what reports keep, which the handler adds to the API."""

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.use_cases.list_report_rows import list_report_rows, report_export
from config_monitor.use_cases.show_performance import show_performance
from query_events.exports import export_response
from query_events.parameters import NoParameters, ReportParameters
from query_events.report_path import report_path
from query_events.request_parameters import parameters_of
from query_events.responses import json_response, problem


def add_report_routes(app: APIGatewayRestResolver) -> None:
    """Add GET /compliance/performance and GET /compliance/reports/{period}/{date}."""

    @app.get("/compliance/performance")
    def performance() -> Response[str]:
        """Times to detect and to fix, scores and delivered notifications over 7, 28 and 90 days."""
        parameters_of(app.current_event, NoParameters)
        return json_response(show_performance(bootstrap.team_days()))

    @app.get("/compliance/reports/<period>/<date>")
    def report_rows(period: str, date: str) -> Response[str]:
        """The rows of a report: a page, or all of them as an export."""
        query, rows = parameters_of(app.current_event, ReportParameters), bootstrap.report_rows()
        run = rows.published(*report_path(period, date, bootstrap.clock()))
        if run is None:
            return problem(404, "This report has not been made, or is no longer kept.")
        names = bootstrap.policies().policy().account_names
        if export := export_response(app, report_export(query, run, names), rows):
            return export
        return json_response(list_report_rows(query, run, rows, bootstrap.cursor_key(), names))
