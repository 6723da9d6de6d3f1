"""Which format of a list a client accepts, and the response to an export: the rows, or a link to their file."""

from collections.abc import Callable

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.domain.queries import ExportFormat, ExportRequest
from config_monitor.use_cases.export_list import Export, export_list
from config_monitor.use_cases.paging import PagedList
from query_events.errors import InvalidParameters, ParameterFault
from query_events.responses import json_response, text_response

_FORMATS: dict[str, ExportFormat | None] = {
    "application/json": None,
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
}

# The part of the function's time that completing the file may take.
_RESERVE_MS = 8_000


def export_response(
    app: APIGatewayRestResolver, export_request: Callable[[ExportFormat], ExportRequest], paged_list: PagedList
) -> Response[str] | None:
    """The response to a request for an export; None when the client prefers a page of JSON."""
    formats = accepted_formats(app.current_event.headers.get("Accept") or "")
    if (form := formats[0]) is None:
        return None
    request = export_request(form)
    if "limit" in request.query.model_fields_set:
        raise InvalidParameters([ParameterFault("limit", "does not apply to an export, which has all rows")])
    context = app.lambda_context
    export = export_list(
        request,
        paged_list,
        bootstrap.export_store(),
        bootstrap.cursor_key(),
        out_of_time=lambda: context.get_remaining_time_in_millis() < _RESERVE_MS,
    )
    return _response(export, form, request.layout.content_type, accepts_json=None in formats)


def accepted_formats(accept: str) -> list[ExportFormat | None]:
    """The formats of an Accept header, preferred first; None is a page of JSON, also when no known type is accepted."""
    ranked: list[tuple[float, ExportFormat | None]] = []
    for choice in accept.split(","):
        kind, *parameters = [part.strip() for part in choice.lower().split(";")]
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        # A weight that is no number counts as absent; 0 excludes the type.
        rank = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
        if kind in _FORMATS and rank > 0:
            ranked.append((rank, _FORMATS[kind]))
    return [form for _, form in sorted(ranked, key=lambda choice: -choice[0])] or [None]


def _response(export: Export, form: ExportFormat, content_type: str, accepts_json: bool) -> Response[str]:
    """The rows; or a link to them: 200 with JSON if the client accepts JSON as well, else 303."""
    if export.text is not None:
        disposition = {"Content-Disposition": f'attachment; filename="export.{form}"'}
        return text_response(export.text, content_type, headers=disposition)
    link = {"url": export.url, "rows": export.rows, "cursor": export.cursor}
    if accepts_json:
        return json_response(link)
    return json_response(link, status=303, headers={"Location": str(export.url)})
