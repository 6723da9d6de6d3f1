"""Slack through an incoming webhook: one channel, no threads, no edits, no files."""

import json
from collections.abc import Collection

from config_monitor.adapters.slack.address import webhook_address
from config_monitor.adapters.slack.exchange import ANSWER_SECONDS, exchange
from config_monitor.adapters.slack.responses import check_status
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.domain.notifications import Message
from config_monitor.errors import NotificationRefused, NotifierUnanswered
from config_monitor.ports import Posted


class SlackWebhook:
    """The webhook of the secret, checked each time against the hosts that are allowed."""

    threads = False

    def __init__(
        self, secret: SlackSecret, allowed_hosts: Collection[str] = (), seconds: float = ANSWER_SECONDS
    ) -> None:
        self._secret, self._allowed, self._seconds = secret, allowed_hosts, seconds

    def rate_limit_key(self, _channel: str) -> str:
        """All channels share the webhook's one."""
        return "webhook"

    def post(self, _channel: str, message: Message, _thread: str | None = None) -> Posted:
        """Post to the webhook's channel, whatever channel was meant; raises NotifierError."""
        address = webhook_address(self._secret.webhook_url(), self._allowed)
        content = {"text": message.text, "blocks": message.blocks, "attachments": message.attachments}
        body = json.dumps({name: part for name, part in content.items() if part}).encode()
        answer = exchange(address, address.path, body, {"Content-Type": "application/json"}, self._seconds)
        check_status(answer)
        if answer.body.strip() != b"ok":
            raise NotifierUnanswered("the webhook answered 200 without its `ok`")
        return Posted(channel_id=None, ts=None)

    def edit(self, _channel_id: str, _ts: str, _message: Message) -> None:
        """A webhook cannot edit; nobody is told a message's `ts` by one, so nobody gets here."""
        raise NotificationRefused("a_webhook_cannot_edit")
