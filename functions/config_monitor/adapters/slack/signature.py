"""Slack's signature of a request, version v0: https://api.slack.com/authentication/verifying-requests-from-slack."""

import hashlib
import hmac

MAX_AGE_SECONDS = 300


def is_signed(secret: str, signature: str, timestamp: str, body: bytes, now: float) -> bool:
    """Whether a request was signed with the secret, and within five minutes of now; compared in constant time."""
    fresh = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    fresh = fresh and abs(now - int(timestamp)) <= MAX_AGE_SECONDS
    signed = b"v0:" + timestamp.encode(errors="replace") + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace")) and fresh
