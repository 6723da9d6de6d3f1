"""The responses: JSON, text and problem documents; none may be cached."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from config_monitor.domain.queries import json_default
from query_events.errors import ParameterFault

JSON, PROBLEM = "application/json", "application/problem+json"
_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def json_response(
    value: Any, status: int = 200, content_type: str = JSON, headers: dict[str, str] | None = None
) -> Response[str]:
    """Any value as JSON; bytes, which old items may hold, as Base64."""
    text = json.dumps(value, ensure_ascii=False, default=json_default)
    return text_response(text, content_type, headers or {}, status)


def text_response(text: str, content_type: str, headers: dict[str, str], status: int = 200) -> Response[str]:
    """Text as it is."""
    return Response(status, content_type, text, headers={**_ALWAYS, **headers})


def problem(status: int, detail: str, faults: Sequence[ParameterFault] = ()) -> Response[str]:
    """A problem document (RFC 9457); `errors` names each wrong parameter and why."""
    document: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if faults:
        document["errors"] = [{"field": fault.field, "reason": fault.reason} for fault in faults]
    return json_response(document, status, PROBLEM)


def invalid(faults: Sequence[ParameterFault]) -> Response[str]:
    """400 with what is wrong with each parameter."""
    return problem(400, "; ".join(f"{fault.field} {fault.reason}" for fault in faults), faults)
