"""Values that nobody reads or queries in the table, as compressed text: an item holds at most 400 KB."""

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from typing import Any


def packed(value: Any) -> str:
    """A JSON value as text; the same text for the same value."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def unpacked(text: str) -> Any:
    """The value of a packed text, or of the JSON that items of older versions hold. Raises ValueError for others."""
    if text[:1] in ("{", "["):
        return json.loads(text)
    try:
        return json.loads(gzip.decompress(b64decode(text)))
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"a packed text that cannot be read: {error}") from error
