"""Which addresses a secret may send alerts to: Slack's own, and hosts that the stack's operator named."""

import re
from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from config_monitor.errors import InvalidSettings

WEBHOOK_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
API_HOSTS = ("slack.com", "slack-gov.com")
# Plainer than URLs may be: what no Slack address has (userinfo, percent signs, dots as path parts, queries) is refused.
_ADDRESS = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([1-9][0-9]{0,4}))?((?:/[A-Za-z0-9_-]+(?:\.[A-Za-z]+)?)*/?)",
    re.ASCII,
)


class SlackAddress(BaseModel):
    """A checked address; `path` ends with the webhook's own part or, for the Web API, with a slash."""

    model_config = ConfigDict(frozen=True)

    secure: bool
    host: str
    port: int
    path: str


def webhook_address(url: str, allowed: Collection[str] = ()) -> SlackAddress:
    """A webhook of Slack's or of an allowed host (`host` or `host:port`); raises InvalidSettings, not repeating it."""
    address = _checked(url, WEBHOOK_HOSTS, allowed, "webhook_url")
    if not address.path.startswith("/services/") or address.path.endswith("/"):
        raise InvalidSettings("webhook_url: its path is not that of a Slack webhook, /services/...")
    return address


def api_address(url: str, allowed: Collection[str] = ()) -> SlackAddress:
    """The Web API's address, Slack's or an allowed host's. Raises InvalidSettings."""
    address = _checked(url, API_HOSTS, allowed, "SLACK_API_URL")
    return address.model_copy(update={"path": address.path.rstrip("/") + "/"})


def response_address(url: str, api: SlackAddress) -> SlackAddress:
    """Where the answer to a command goes: Slack's own host for that, or the host of the Web API in use."""
    allowed = () if api.host in API_HOSTS else (f"{api.host}:{api.port}",)
    return _checked(url, WEBHOOK_HOSTS, allowed, "response_url")


def _checked(url: str, own: Collection[str], allowed: Collection[str], name: str) -> SlackAddress:
    """Only https at its usual port for Slack's hosts; an allowed host may name another port, and then use http too."""
    parts = _ADDRESS.fullmatch(url)
    if not parts:
        raise InvalidSettings(f"{name}: it is not an address that Slack would give")
    scheme, host, port, path = parts.groups()
    secure = scheme == "https"
    address = SlackAddress(secure=secure, host=host, port=int(port or (443 if secure else 80)), path=path or "/")
    at_slack = host in own and secure and address.port == 443
    if not at_slack and f"{host}:{address.port}" not in allowed and not (host in allowed and secure and not port):
        raise InvalidSettings(f"{name}: its host is neither Slack's nor among ALLOWED_WEBHOOK_HOSTS")
    return address
