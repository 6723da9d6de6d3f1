"""Slack through an incoming webhook: one channel, no threads, no edits, no files."""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress

from config_monitor.adapters.slack.address import webhook_address
from config_monitor.adapters.slack.blocks import SlackMessage, slack_message
from config_monitor.adapters.slack.exchange import ANSWER_SECONDS, exchange
from config_monitor.adapters.slack.responses import check_status
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.domain.notifications import Image, Notification
from config_monitor.errors import NotificationRefused, NotifierUnanswered, ThreadGone
from config_monitor.ports import Posted


class SlackWebhook:
    """The webhook of the secret, checked each time against the hosts that are allowed."""

    threads = False

    def __init__(
        self, secret: SlackSecret, allowed_hosts: Collection[str] = (), seconds: float = ANSWER_SECONDS
    ) -> None:
        self._secret, self._allowed, self._seconds = secret, allowed_hosts, seconds

    def rate_limit_key(self, _channel: str) -> str:
        """One key for all channels, since they share the webhook."""
        return "webhook"

    def fits(self, notification: Notification) -> bool:
        """Whether the message shows the whole notification."""
        return slack_message(notification, show_images=True).whole

    def post(self, channel: str, notification: Notification, _thread: str | None = None) -> Posted:
        """Post to the webhook's channel, whatever `channel` is; raises NotifierError."""
        return self.post_message(channel, slack_message(notification, show_images=True))

    def post_message(self, _channel: str, message: SlackMessage, _thread: str | None = None) -> Posted:
        """Post a message that is in Slack's format already; raises NotifierError."""
        address = webhook_address(self._secret.webhook_url(), self._allowed)
        content = {"text": message.text, "blocks": message.blocks, "attachments": message.attachments}
        body = json.dumps({name: part for name, part in content.items() if part}).encode()
        answer = exchange(address, address.path, body, {"Content-Type": "application/json"}, self._seconds)
        check_status(answer)
        if answer.body.strip() != b"ok":
            raise NotifierUnanswered("the webhook answered 200 without its `ok`")
        return Posted(channel_id=None, message_id=None)

    def edit(self, _channel_id: str, _message_id: str, _notification: Notification) -> None:
        """Raises ThreadGone: a webhook cannot edit; it gives messages no ids, so this is not called."""
        raise ThreadGone("a_webhook_cannot_edit")

    def check_answers(self) -> None:
        """Post nothing, which Slack refuses with `no_text`. Raises NotifierBusy or NotifierUnanswered."""
        address = webhook_address(self._secret.webhook_url(), self._allowed)
        with suppress(NotificationRefused):
            check_status(exchange(address, address.path, b"{}", {"Content-Type": "application/json"}, self._seconds))

    def find(self, _channel: str, _since: float, _thread: str | None = None) -> dict[str, Posted]:
        """Nothing: a webhook reads nothing."""
        return {}

    def attach(self, _channel_id: str, _message_id: str, _images: Sequence[Image]) -> None:
        """Does nothing: the message has links to the images."""
