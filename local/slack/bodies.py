"""Reads what comes over HTTP: JSON, forms, uploaded files."""

from __future__ import annotations

import json
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def arguments_of(headers: Headers, body: bytes, path: str) -> dict[str, Any]:
    """What a request asks for: its JSON object, or the fields of its form and its address."""
    if headers.get_content_type() == "application/json":
        return json_object(body)
    values_by_name = parse_qs(body.decode(errors="replace")) | parse_qs(urlsplit(path).query)
    return {name: values[-1] for name, values in values_by_name.items()}


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object that a body is; an empty one for anything else."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def uploaded_bytes(headers: Headers, body: bytes) -> bytes:
    """The file itself: the body, or the one part of a multipart form."""
    boundary = headers.get_param("boundary")
    if headers.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        return body
    part = body.split(b"--" + unquote(boundary).encode())[1]
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
