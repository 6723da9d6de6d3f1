"""Uploads files to a Slack thread: gets an address for each, sends its bytes there, then shows all in one call."""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.adapters.slack.exchange import exchange
from config_monitor.adapters.slack.responses import Call, check_status
from config_monitor.domain.notifications import Image
from config_monitor.errors import NotificationRefused

_BYTES = {"Content-Type": "application/octet-stream"}
UPLOAD_HOST = "files.slack.com"


class SlackFiles:
    """Uploads by a bot's `call` of the Web API at an address; the scope is `files:write`."""

    def __init__(self, call: Call, address: SlackAddress) -> None:
        self._call, self._address = call, address

    def upload(self, channel_id: str, thread: str, images: Sequence[Image]) -> None:
        """Show images in a thread, in order; raises NotifierError, and then shows none of them."""
        shown = [{"id": self._send(image), "title": image.title} for image in images]
        form = {"files": json.dumps(shown), "channel_id": channel_id, "thread_ts": thread}
        self._call("files.completeUploadExternal", form)

    def _send(self, image: Image) -> str:
        form = {"filename": image.name, "length": str(len(image.png)), "alt_txt": image.alternative}
        answer = self._call("files.getUploadURLExternal", form)
        address = self._upload_address(str(answer.get("upload_url")))
        check_status(exchange(address, address.path, image.png, _BYTES))
        return str(answer.get("file_id"))

    def _upload_address(self, url: str) -> SlackAddress:
        """The checked address for the bytes: Slack's host for files or the Web API's; any other is refused."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        address = SlackAddress(secure=secure, host=parts.hostname or "", port=port, path=path)
        at_slack = secure and port == 443 and address.host == UPLOAD_HOST
        same = (address.secure, address.host, port) == (self._address.secure, self._address.host, self._address.port)
        if not at_slack and not same:
            raise NotificationRefused("upload_url_elsewhere")
        return address
