"""The id of a violation or an incident in links: its key as Base64, one path segment whatever its parts are called."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from pydantic import BaseModel, ValidationError

from config_monitor.domain.events import KEY_BYTES


def id_of_key(key: BaseModel) -> str:
    """The id of a key whose fields are texts."""
    return urlsafe_b64encode(json.dumps(list(key.model_dump().values())).encode()).rstrip(b"=").decode()


def key_of_id[K: BaseModel](text: str, key_type: type[K]) -> K | None:
    """The key that an id was made from; None when the text is no id of this type of key."""
    try:
        parts = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        key = key_type.model_validate(dict(zip(key_type.model_fields, parts, strict=True)))
        # All of it, and what follows account and region as it stands in a sort key, joined by signs of its own.
        longest = max(len("".join(parts).encode()), len("#".join(parts[2:]).encode()))
    except (ValueError, TypeError, ValidationError, RecursionError):
        return None
    return key if longest <= KEY_BYTES else None
