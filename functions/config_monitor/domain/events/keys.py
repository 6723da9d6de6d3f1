"""What stands in sort keys, and how long it may be: what cannot be a key is refused, or cut so that it stays unique."""

from hashlib import sha256

# DynamoDB ends sort keys at 1,024 bytes; the longest of ours is a violation's `{rule}#{resource_type}#{resource_id}`.
KEY_BYTES = 1024
# A rule's name stands in an alert's sort key too, beside a time, an event's id of 256 bytes and the kind of alert.
RULE_BYTES = 512
# An incident's identity stands beside its source, its kind in the key of a group of alerts.
IDENTITY_BYTES, KIND_BYTES = 900, 300
_DIGITS = 32


def pair_key(rule: str, resource_type: str, resource_id: str) -> str:
    """What finds the violation of a rule and a resource within its account and region."""
    return f"{rule}#{resource_type}#{resource_id}"


def key_fault(rule: str, resource_type: str, resource_id: str) -> str | None:
    """Why a rule and a resource can be no key of a violation and its alerts; None when they can."""
    for what, key, limit in (
        ("the rule's name takes", rule, RULE_BYTES),
        ("rule, resource type and resource id together take", pair_key(rule, resource_type, resource_id), KEY_BYTES),
    ):
        if (length := len(key.encode())) > limit:
            return f"{what} {length} bytes, more than the {limit} that a key has for it"
    return None


def bounded_key(text: str, limit: int) -> str:
    """Text of at most `limit` bytes of UTF-8; a longer one is cut and ends in its SHA-256, so that it stays unique."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    kept = encoded[: limit - _DIGITS - 1].decode(errors="ignore")
    return f"{kept}~{sha256(encoded).hexdigest()[:_DIGITS]}"
