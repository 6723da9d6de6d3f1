"""Slack's signature of requests: its published example, and slack_sdk's own verifier held against ours."""

import random

import pytest
from slack_sdk.signature import SignatureVerifier

from config_monitor.adapters.slack.signature import is_signed
from local.slack.interactions import signed

# https://api.slack.com/authentication/verifying-requests-from-slack
SECRET, MOMENT = "8f742231b10e8888abcd99yyyzzz85a5", 1531420618
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_the_published_example_verifies() -> None:
    assert is_signed(SECRET, SIGNATURE, str(MOMENT), BODY, MOMENT + 1)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 300])
def test_a_request_of_five_minutes_before_or_after_does_too(seconds: int) -> None:
    assert is_signed(SECRET, SIGNATURE, str(MOMENT), BODY, MOMENT + seconds)


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_a_late_or_early_request_does_not(seconds: int) -> None:
    assert not is_signed(SECRET, SIGNATURE, str(MOMENT), BODY, MOMENT + seconds)


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1531420618.0", "１５３１４２０６１８", "9" * 40])
def test_a_strange_timestamp_does_not(timestamp: str) -> None:
    assert not is_signed(SECRET, SIGNATURE, timestamp, BODY, MOMENT)


def test_a_timestamp_has_twelve_digits_at_most() -> None:
    for digits, fresh in ((12, True), (13, False)):
        moment = int("1" * digits)
        headers = signed(BODY, SECRET, moment)
        signature, timestamp = headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"]
        assert is_signed(SECRET, signature, timestamp, BODY, moment) is fresh


def test_slacks_own_verifier_agrees() -> None:
    """Forged, truncated and re-encoded requests are refused by both, what the played Slack sends is taken by both."""
    chance = random.Random(15)
    verifier = SignatureVerifier("local-signing-secret")
    for _ in range(2000):
        body = b"payload=" + chance.randbytes(40).hex().encode()
        headers = signed(body)
        signature, timestamp = headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"]
        changed = chance.choice([body, body[:-1], body + b"&", body.upper(), body.replace(b"=", b"%3D")])
        ours = is_signed("local-signing-secret", signature, timestamp, changed, int(timestamp))
        assert ours == verifier.is_valid(changed, timestamp, signature) == (changed == body)
