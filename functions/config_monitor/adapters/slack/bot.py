"""Slack through a bot: any channel it is in, threads, edits and files."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from config_monitor.adapters.slack.address import SlackAddress, response_address
from config_monitor.adapters.slack.blocks import SlackMessage, slack_message
from config_monitor.adapters.slack.exchange import ANSWER_SECONDS, exchange
from config_monitor.adapters.slack.files import SlackFiles
from config_monitor.adapters.slack.mrkdwn import escaped_lines
from config_monitor.adapters.slack.past_messages import find_posted, metadata_of
from config_monitor.adapters.slack.responses import check_status, text_of, web_api_result
from config_monitor.adapters.slack.secret import SlackSecret
from config_monitor.domain.notifications import Image, Notification
from config_monitor.errors import NotificationRefused
from config_monitor.observability import logger
from config_monitor.ports import Posted

_JSON = {"Content-Type": "application/json; charset=utf-8"}
# Slack says these of the token: the secret may have been rotated since it was read.
_TOKEN_ERRORS = {"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive"}
# Nothing in a message is turned into a link, a mention or a preview unless its markup says so.
_AS_WRITTEN = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}


class SlackBot:
    """The Web API with a bot token; `reads_history` says whether it may look for what it posted."""

    threads = True

    def __init__(
        self,
        secret: SlackSecret,
        address: SlackAddress,
        seconds: float = ANSWER_SECONDS,
        *,
        reads_history: bool = False,
    ) -> None:
        self._secret, self._address, self._seconds, self._reads_history = secret, address, seconds, reads_history
        self._files = SlackFiles(self.call, address)

    def rate_limit_key(self, channel: str) -> str:
        """Slack counts messages a second by channel."""
        return channel

    def fits(self, notification: Notification) -> bool:
        """Whether nothing of it is cut."""
        return self._message(notification).whole

    def post(self, channel: str, notification: Notification, thread: str | None = None) -> Posted:
        """Post to a channel or into the thread of a message; raises NotifierError."""
        return self.post_message(channel, self._message(notification), thread, notification.references)

    def post_message(
        self, channel: str, message: SlackMessage, thread: str | None = None, references: Sequence[str] = ()
    ) -> Posted:
        """Post what is in Slack's form already; raises NotifierError."""
        content = {"channel": channel, **_content(message), **_AS_WRITTEN, **({"thread_ts": thread} if thread else {})}
        if references and self._reads_history:
            content["metadata"] = metadata_of(references)
        result = self._call("chat.postMessage", _JSON, json.dumps(content).encode())
        return Posted(
            channel_id=text_of(result.get("channel")) or channel, message_id=text_of(result.get("ts")) or None
        )

    def edit(self, channel_id: str, message_id: str, notification: Notification) -> None:
        """Replace the content of a posted message; raises NotifierError."""
        content = {"channel": channel_id, "ts": message_id, **_content(self._message(notification))}
        self._call("chat.update", _JSON, json.dumps({**content, "link_names": False, "parse": "none"}).encode())

    def check_answers(self) -> None:
        """Ask whose token it is; any answer of Slack's counts. Raises NotifierBusy or NotifierUnanswered."""
        with suppress(NotificationRefused):
            self._call("auth.test", _JSON, b"{}")

    def find(self, channel: str, since: float, thread: str | None = None) -> dict[str, Posted]:
        """What it posted since then, by reference; empty where it may not look. Raises NotifierError."""
        return find_posted(self.call, channel, since, thread) if self._reads_history else {}

    def attach(self, channel_id: str, message_id: str, images: Sequence[Image]) -> None:
        """Upload images into the thread of a message; raises NotifierError, and then shows none of them."""
        self._files.upload(channel_id, message_id, images)

    def answer_privately(self, channel_id: str, user: str, lines: Sequence[str]) -> None:
        """Say something in a channel that one user alone sees; raises NotifierBusy, NotifierUnanswered."""
        content = {"channel": channel_id, "user": user, "text": escaped_lines(lines)}
        try:
            self._call("chat.postEphemeral", _JSON, json.dumps({**content, **_AS_WRITTEN}).encode())
        except NotificationRefused as refused:  # the user has left, or the channel is archived
            logger.warning("a person was not answered", extra={"code": refused.code})

    def respond(self, url: str, lines: Sequence[str]) -> None:
        """Replace what a command answered first, by the address that came with it, which works for half an hour.

        Raises NotifierBusy, NotifierUnanswered and InvalidSettings.
        """
        address = response_address(url, self._address)
        body = json.dumps({"replace_original": True, "response_type": "ephemeral", "text": escaped_lines(lines)})
        try:
            check_status(exchange(address, address.path, body.encode(), _JSON, self._seconds))
        except NotificationRefused as refused:
            logger.warning("a command was not answered", extra={"code": refused.code})

    def call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Any other method of the Web API; raises NotifierError."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._call(method, form, urlencode(arguments).encode())

    def _message(self, notification: Notification) -> SlackMessage:
        """Buttons are of use only where what they send can be verified."""
        return slack_message(notification, show_buttons=self._secret.signing_secret() is not None)

    def _call(self, method: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        token = {"Authorization": f"Bearer {self._secret.bot_token()}"}
        answer = exchange(self._address, self._address.path + method, body, {**headers, **token}, self._seconds)
        try:
            return web_api_result(answer)
        except NotificationRefused as refused:
            if refused.code in _TOKEN_ERRORS:
                self._secret.forget()
            raise


def _content(message: SlackMessage) -> dict[str, Any]:
    """All three parts, also when empty: an edit would otherwise leave what it does not name."""
    return {"text": message.text, "blocks": message.blocks, "attachments": message.attachments}
