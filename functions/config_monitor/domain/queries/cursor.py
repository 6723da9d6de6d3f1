"""Cursors: a signed position in a list, which nobody can make up or use for another query."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from config_monitor.errors import InvalidCursor

_SIGNATURE_BYTES = 32


def write_cursor(position: list[str], list_name: str, selection: dict[str, Any], key: bytes) -> str:
    """The cursor for a position in the named list under a selection (filters and direction)."""
    payload = json.dumps(position, separators=(",", ":")).encode()
    return urlsafe_b64encode(_signature(payload, list_name, selection, key) + payload).rstrip(b"=").decode()


def read_cursor(cursor: str, list_name: str, selection: dict[str, Any], key: bytes) -> list[str]:
    """The position of a cursor. Raises InvalidCursor when it was changed or belongs to another query."""
    try:
        signed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise InvalidCursor("is not one this API gave out") from None
    signature, payload = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
    # Base64 can spell the same bytes in several ways; only the spelling that was sent is accepted.
    same_spelling = urlsafe_b64encode(signed).rstrip(b"=").decode() == cursor
    if not (hmac.compare_digest(signature, _signature(payload, list_name, selection, key)) and same_spelling):
        raise InvalidCursor("was changed, or belongs to another query")
    position: list[str] = json.loads(payload)
    return position


def _signature(payload: bytes, list_name: str, selection: dict[str, Any], key: bytes) -> bytes:
    query = json.dumps([list_name, selection], sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(key, hashlib.sha256(query).digest() + payload, "sha256")
