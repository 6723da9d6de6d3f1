"""Cursors: where a list goes on, signed, so that nobody can make one up or use it for another question."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from config_monitor.errors import InvalidCursor

_SIGNATURE_BYTES = 32


def write_cursor(position: list[str], path: str, asked: dict[str, Any], key: bytes) -> str:
    """The cursor for a place in the list at `path` of everything `asked`."""
    place = json.dumps(position, separators=(",", ":")).encode()
    return urlsafe_b64encode(_signature(place, path, asked, key) + place).rstrip(b"=").decode()


def read_cursor(cursor: str, path: str, asked: dict[str, Any], key: bytes) -> list[str]:
    """The place a cursor stands for. Raises InvalidCursor when it was changed, or given out for another question."""
    try:
        signed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise InvalidCursor("is not one this API gave out") from None
    signature, place = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
    # Base64 can spell the same bytes in several ways; only the one spelling that was given out counts.
    same = urlsafe_b64encode(signed).rstrip(b"=").decode() == cursor
    if not (hmac.compare_digest(signature, _signature(place, path, asked, key)) and same):
        raise InvalidCursor("was changed, or belongs to another question")
    position: list[str] = json.loads(place)
    return position


def _signature(place: bytes, path: str, asked: dict[str, Any], key: bytes) -> bytes:
    question = json.dumps([path, asked], sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(key, hashlib.sha256(question).digest() + place, "sha256")
