"""Which form of a list a client asks for, and how an export is answered: as it is, or by a link to its file."""

from collections.abc import Callable

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from config_monitor import bootstrap
from config_monitor.domain.queries import ExportRequest, Form
from config_monitor.errors import InvalidQuestion, Reason
from config_monitor.use_cases.export_list import Export, Pages, export_list
from query_events.responses import json_response, text_response

_FORMS: dict[str, Form | None] = {"application/json": None, "text/csv": "csv", "application/x-ndjson": "ndjson"}

# What is kept back of the function's time to end the file in.
_RESERVE_MS = 8_000


def exported(
    app: APIGatewayRestResolver, exporting: Callable[[Form], ExportRequest], pages: Pages
) -> Response[str] | None:
    """The answer to a request for an export; None when a page of JSON is asked for. Raises what the export raises."""
    forms = accepted(app.current_event.headers.get("Accept") or "")
    if (form := forms[0]) is None:
        return None
    wanted = exporting(form)
    if "limit" in wanted.query.model_fields_set:
        raise InvalidQuestion([Reason("limit", "does not apply to an export, which has all rows")])
    context = app.lambda_context
    export = export_list(
        wanted,
        pages,
        bootstrap.export_store(),
        bootstrap.cursor_key(),
        time_is_up=lambda: context.get_remaining_time_in_millis() < _RESERVE_MS,
    )
    return export_response(export, form, wanted.layout.content_type, accepts_json=None in forms)


def accepted(accept: str) -> list[Form | None]:
    """What a client accepts, best first; None stands for a page of JSON, which whoever names nothing known gets."""
    ranked: list[tuple[float, Form | None]] = []
    for choice in accept.split(","):
        kind, *parameters = [part.strip() for part in choice.lower().split(";")]
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        # A weight that is no number between 0 and 1 counts as none given; 0 means: not this one.
        rank = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
        if kind in _FORMS and rank > 0:
            ranked.append((rank, _FORMS[kind]))
    return [form for _, form in sorted(ranked, key=lambda choice: -choice[0])] or [None]


def export_response(export: Export, form: Form, content_type: str, accepts_json: bool) -> Response[str]:
    """The rows; or a link to them, as JSON to who accepts that as well, and as a redirection to who does not."""
    if export.text is not None:
        disposition = {"Content-Disposition": f'attachment; filename="export.{form}"'}
        return text_response(export.text, content_type, headers=disposition)
    link = {"url": export.url, "rows": export.rows, "cursor": export.cursor}
    if accepts_json:
        return json_response(link)
    return json_response(link, status=303, headers={"Location": str(export.url)})
