"""The routes of the page for people, which the handler adds to the API: the page, and the names that it completes."""

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.use_cases.show_names import show_names
from query_events.parameters import NoParameters
from query_events.request_parameters import parameters_of
from query_events.responses import json_response, text_response
from query_events.static_page import static_page


def add_page_routes(app: APIGatewayRestResolver) -> None:
    """Add GET / and GET /names."""

    @app.get("/")
    def page() -> Response[str]:
        """The page for people, which calls this API."""
        pool = bootstrap.sign_in()
        signs_in = pool.api_sign_in_domain or "", pool.api_sign_in_client_id or ""
        shown = static_page("pool", *signs_in) if pool.api_user_pool_arn else static_page("iam")
        return text_response(shown.html, "text/html; charset=utf-8", headers={"Content-Security-Policy": shown.policy})

    @app.get("/names")
    def names() -> Response[str]:
        """The names that can be looked for: accounts, rules, regions, resources."""
        parameters_of(app.current_event, NoParameters)
        known = show_names(bootstrap.policies().policy(), bootstrap.current_violations(), bootstrap.catalogue())
        return json_response(known.model_dump(mode="json"))
