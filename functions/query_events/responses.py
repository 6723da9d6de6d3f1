"""How answers look on the wire: JSON, problem documents, the page; nothing is cached by anyone on the way."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from config_monitor.domain.queries import as_text
from config_monitor.errors import Reason

JSON, PROBLEM = "application/json", "application/problem+json"
_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def json_response(
    value: Any, status: int = 200, content_type: str = JSON, headers: dict[str, str] | None = None
) -> Response[str]:
    """Any value as JSON; bytes, which old items may hold, as Base64."""
    return text_response(json.dumps(value, ensure_ascii=False, default=as_text), content_type, status, headers)


def text_response(
    text: str, content_type: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response[str]:
    """Text as it is."""
    return Response(status, content_type, text, headers={**_ALWAYS, **(headers or {})})


def problem(status: int, detail: str, reasons: Sequence[Reason] = ()) -> Response[str]:
    """A problem document (RFC 9457); `errors` names each wrong parameter and why."""
    document: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if reasons:
        document["errors"] = [{"field": reason.field, "reason": reason.reason} for reason in reasons]
    return json_response(document, status, PROBLEM)


def invalid(reasons: Sequence[Reason]) -> Response[str]:
    """400 for a question that cannot be understood."""
    return problem(400, "; ".join(f"{reason.field} {reason.reason}" for reason in reasons), reasons)
