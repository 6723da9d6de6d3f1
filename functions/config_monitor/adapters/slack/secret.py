"""Slack's token and webhook from Secrets Manager, kept for minutes so that a rotated one is soon used."""

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from config_monitor.errors import InvalidSettings

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS = 300.0
_ONE_WORD = re.compile(r"[\x21-\x7e]+")


class Credentials(BaseModel):
    """The secret's JSON; further keys are the operator's own affair."""

    model_config = ConfigDict(frozen=True)

    bot_token: SecretStr | None = None
    webhook_url: SecretStr | None = None
    signing_secret: SecretStr | None = None


class SlackSecret:
    """The secret, read when first needed, after five minutes, and after Slack refused the token."""

    def __init__(
        self, client: "SecretsManagerClient", arn: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._arn, self._monotonic = client, arn, monotonic
        self._kept: tuple[float, Credentials] | None = None

    def bot_token(self) -> str:
        """The token; raises InvalidSettings when the secret has none."""
        return self._value(self._credentials().bot_token, "bot_token")

    def webhook_url(self) -> str:
        """The webhook; raises InvalidSettings when the secret has none."""
        return self._value(self._credentials().webhook_url, "webhook_url")

    def signing_secret(self) -> str | None:
        """The secret that Slack signs its requests with; None where nobody can act from Slack."""
        secret = self._credentials().signing_secret
        return (secret.get_secret_value() or None) if secret else None

    def forget(self) -> None:
        """Read the secret anew next time."""
        self._kept = None

    def _credentials(self) -> Credentials:
        now = self._monotonic()
        if self._kept is None or now - self._kept[0] > KEPT_SECONDS:
            text = self._client.get_secret_value(SecretId=self._arn).get("SecretString", "")
            self._kept = (now, _parsed(text))
        return self._kept[1]

    def _value(self, value: SecretStr | None, name: str) -> str:
        if not value or not _ONE_WORD.fullmatch(value.get_secret_value()):
            raise InvalidSettings(f"the Slack secret has no {name}, or one that no header or address can hold")
        return value.get_secret_value()


def _parsed(text: str) -> Credentials:
    """Read the secret; its error repeats nothing of it, and neither does its cause."""
    try:
        return Credentials.model_validate(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        raise InvalidSettings('the Slack secret is not JSON like {"bot_token": "...", "webhook_url": "..."}') from None
