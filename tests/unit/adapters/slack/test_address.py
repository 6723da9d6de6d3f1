"""A webhook's address is Slack's, or one the operator named; a corpus of hostile ones is refused, unrepeated."""

import pytest

from config_monitor.adapters.slack.address import api_address, webhook_address
from config_monitor.errors import InvalidSettings

PATH = "/services/T00000000/B00000000/secretsecretsecret"
HOSTILE = [
    *(
        f"{start}{PATH}"
        for start in (
            "http://hooks.slack.com",
            "https://hooks.slack.com:8443",
            "https://hooks.slack.com:80",
            "https://hooks.slack.com:443443",
            "https://hooks.slack.com.",
            "https://hooks.slack.com..",
            "https://hooks.slack.com.evil.example",
            "https://hooks-slack.com",
            "https://evilhooks.slack.com",
            "https://x.hooks.slack.com",
            "https://slack.com",
            "https://hooks.slack.com@evil.example",
            "https://hooks.slack.com:pw@evil.example",
            "https://evil.example@hooks.slack.com",
            "https://user:pw@hooks.slack.com",
            "https://@hooks.slack.com",
            "https://evil.example#hooks.slack.com",
            "https://evil.example?hooks.slack.com",
            "https://evil.example/hooks.slack.com",
            "https://evil.example\\@hooks.slack.com",
            "https://hooks.slack.com\\@evil.example",
            "https://hooks.slack.com%2eevil.example",
            "https://hooks%2eslack.com",
            "https://hooks.slack.com%00.evil.example",
            "https://hooks.slack.com%0d%0aHost:evil.example",
            "https://hooks.slack.com\r\nHost: evil.example",
            "https://hooks.slack.com\n",
            "https://hooks.slack.com\t",
            " https://hooks.slack.com",
            "https:// hooks.slack.com",
            "https:hooks.slack.com",
            "https:/hooks.slack.com",
            "https:///hooks.slack.com",
            "//hooks.slack.com",
            "hooks.slack.com",
            "ftp://hooks.slack.com",
            "file://hooks.slack.com",
            "gopher://hooks.slack.com",
            "javascript://hooks.slack.com",
            "data:text/html,hooks.slack.com",
            "HTTPS://EVIL.EXAMPLE",
            "https://HOOKS.slack.com",
            "https://hooks.slаck.com",
            "https://hооks.slack.com",
            "https://hooks。slack。com",
            "https://ｈooks.slack.com",
            "https://xn--hooks-slack.com",
            "https://169.254.169.254",
            "http://169.254.169.254",
            "https://2852039166",
            "https://0xa9fea9fe",
            "https://0251.0376.0251.0376",
            "https://[::ffff:169.254.169.254]",
            "https://[::ffff:a9fe:a9fe]",
            "https://[fd00:ec2::254]",
            "https://[::1]",
            "https://127.0.0.1",
            "https://127.1",
            "https://0",
            "https://localhost",
            "https://localhost.localdomain",
            "https://metadata.google.internal",
            "https://169.254.170.2",
            "https://hooks.slack.com:0443",
            "https://hooks.slack.com:",
            "https://hooks.slack.com:443x",
        )
    ),
    "https://hooks.slack.com",
    "https://hooks.slack.com/",
    "https://hooks.slack.com/services",
    "https://hooks.slack.com/api/chat.postMessage",
    "https://hooks.slack.com/services/../../evil",
    "https://hooks.slack.com/services/%2e%2e/evil",
    "https://hooks.slack.com//evil.example/services/x",
    f"https://hooks.slack.com{PATH}?next=https://evil.example",
    f"https://hooks.slack.com{PATH}#x",
    f"https://hooks.slack.com{PATH}\x00",
    f"https://hooks.slack.com{PATH} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    f"https://hooks.slack.com{PATH}/",
    "",
    "\x00",
    "x" * 10_000,
]


def test_the_corpus_is_as_long_as_was_asked() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        webhook_address(address)
    assert "secretsecret" not in str(refused.value)
    assert "evil" not in str(refused.value)
    with pytest.raises(InvalidSettings):
        webhook_address(address, {"allowed.example", "127.0.0.1:4580"})


@pytest.mark.parametrize("host", ["hooks.slack.com", "hooks.slack-gov.com", "hooks.slack.com:443"])
def test_slacks_own_webhooks_are_taken(host: str) -> None:
    address = webhook_address(f"https://{host}{PATH}")
    assert (address.secure, address.port, address.path) == (True, 443, PATH)


def test_another_host_is_taken_only_as_it_was_named() -> None:
    """A name allows https at its usual port; a name with a port allows that port, and plain http too."""
    assert webhook_address(f"https://relay.example{PATH}", {"relay.example"}).host == "relay.example"
    assert webhook_address(f"http://127.0.0.1:4580{PATH}", {"127.0.0.1:4580"}).port == 4580
    for address in (
        f"http://relay.example{PATH}",
        f"https://relay.example:8443{PATH}",
        f"https://x.relay.example{PATH}",
    ):
        with pytest.raises(InvalidSettings):
            webhook_address(address, {"relay.example"})
    with pytest.raises(InvalidSettings):
        webhook_address(f"http://127.0.0.1:4581{PATH}", {"127.0.0.1:4580"})


def test_the_web_api_is_slacks_unless_another_one_was_named() -> None:
    assert api_address("https://slack.com/api/").path == "/api/"
    assert api_address("http://127.0.0.1:4580/api", {"127.0.0.1:4580"}).path == "/api/"
    for address in ("http://slack.com/api/", "https://evil.example/api/", "https://hooks.slack.com/api/"):
        with pytest.raises(InvalidSettings):
            api_address(address)
