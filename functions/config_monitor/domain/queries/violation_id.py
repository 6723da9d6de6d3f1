"""The id of a violation in links: its key as Base64, one path segment whatever the resource is called."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from pydantic import ValidationError

from config_monitor.domain.compliance import ViolationKey

MAX_KEY_BYTES = 1_024
"""Account, region, rule, resource type and resource id together; longer ones are refused before they are stored."""


def violation_id(key: ViolationKey) -> str:
    """The id of a violation."""
    return urlsafe_b64encode(json.dumps(list(key.model_dump().values())).encode()).rstrip(b"=").decode()


def violation_key_of(text: str) -> ViolationKey | None:
    """The key that an id was made from; None when the text is no id."""
    try:
        parts = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        key = ViolationKey.model_validate(dict(zip(ViolationKey.model_fields, parts, strict=True)))
    except (ValueError, TypeError, ValidationError):
        return None
    return key if len("".join(parts).encode()) <= MAX_KEY_BYTES else None
