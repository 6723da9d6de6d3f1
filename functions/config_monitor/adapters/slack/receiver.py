"""Slack's requests to the hub: verified first, then read; and the bodies of the responses."""

import json
from collections.abc import Callable, Mapping

from config_monitor.adapters.slack.payloads import (
    Sender,
    payload_of,
    read_command,
    read_form,
    read_interaction,
    sender_of,
    sender_of_command,
)
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.adapters.slack.signature import is_signed
from config_monitor.adapters.slack.workspace import SlackWorkspace
from config_monitor.domain.actions import Received, Reply
from config_monitor.domain.events import from_epoch
from config_monitor.errors import RefusedInteraction

LARGEST_BODY = 256 * 1024


class SlackReceiver:
    """The receiver of one app in one workspace."""

    def __init__(self, secret: SlackSecret, workspace: SlackWorkspace, now: Callable[[], float]) -> None:
        self._secret, self._workspace, self._now = secret, workspace, now

    def read(self, path: str, headers: Mapping[str, str], body: bytes, full_path: str = "") -> Received | None:
        """What a request asks for; None when it asks for nothing. Raises RefusedInteraction.

        `full_path` is the path with the API's own part, by which the hub's page is found.
        """
        secret = self._secret.signing_secret()
        if secret is None:
            raise RefusedInteraction(404, "no signing secret is set up")
        if len(body) > LARGEST_BODY:
            raise RefusedInteraction(401, "the body is too large")
        named = {name.lower(): value for name, value in headers.items()}
        signature, timestamp = named.get("x-slack-signature", ""), named.get("x-slack-request-timestamp", "")
        if not is_signed(secret, signature, timestamp, body, self._now()):
            raise RefusedInteraction(401, "the signature is wrong, or not of the last five minutes")
        try:
            return self._signed(path, body, _page(named, path, full_path))
        except ValueError as error:
            raise RefusedInteraction(401, "the body is none of Slack's") from error

    @staticmethod
    def response_body(reply: Reply) -> str:
        """The JSON that Slack takes as response to a submitted dialog or a command; empty for nothing."""
        if reply.faults:
            return json.dumps({"response_action": "errors", "errors": dict(reply.faults)})
        return json.dumps({"response_type": "ephemeral", "text": reply.line}) if reply.line else ""

    def _signed(self, path: str, body: bytes, page: str | None) -> Received | None:
        form = read_form(body)
        if path.endswith("/commands"):
            self._check(sender_of_command(form))
            return read_command(body, form, page)
        payload = payload_of(form)
        self._check(sender_of(payload))
        return read_interaction(body, payload, from_epoch(self._now()))

    def _check(self, sender: Sender) -> None:
        """Only this app and workspace, and no user of another one. Raises RefusedInteraction."""
        app, team = self._workspace.own()
        if sender.app_id != app or sender.team_id != team or sender.user_team_id not in ("", team):
            raise RefusedInteraction(401, "the app, workspace or user is another one")


def _page(headers: Mapping[str, str], path: str, full_path: str) -> str | None:
    """The page for people: the root of the API that Slack has reached under this host."""
    if not (host := headers.get("host")) or not full_path.endswith(path):
        return None
    return f"{headers.get('x-forwarded-proto', 'http')}://{host}{full_path.removesuffix(path)}/"
