"""The sort key of a violation, and how long it may be: what cannot be a key is refused before anything is stored."""

# DynamoDB ends sort keys at 1,024 bytes; the longest of ours is a violation's `{rule}#{resource_type}#{resource_id}`.
KEY_BYTES = 1024
# A rule's name stands in an alert's sort key too, beside a time, an event's id of 256 bytes and the kind of alert.
RULE_BYTES = 512


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
