"""One HTTP exchange with Slack; its errors distinguish whether Slack received nothing or may have received the request.

urllib and slack_sdk do not distinguish these (and both follow redirects), so this uses `http.client`: no redirects, no
proxy, no retries, and one deadline for the whole response, however slowly it arrives.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer

from config_monitor.adapters.slack.address import SlackAddress
from config_monitor.errors import NotifierBusy, NotifierUnanswered

CONNECT_SECONDS, ANSWER_SECONDS = 4.0, 6.0
_LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class Answer:
    """An HTTP response: status, headers and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    address: SlackAddress, path: str, body: bytes, headers: Mapping[str, str], seconds: float = ANSWER_SECONDS
) -> Answer:
    """POST `body`; raises NotifierBusy when Slack cannot have received it, NotifierUnanswered when it may have."""
    connection = _connection(address)
    try:
        try:
            connection.connect()
            connection.sock.settimeout(seconds)
            connection.request("POST", path, body, dict(headers))
        except (OSError, HTTPException) as error:
            raise NotifierBusy(f"Slack cannot be reached: {type(error).__name__}") from None
        return _answer(connection, seconds)
    finally:
        connection.close()


def _answer(connection: HTTPConnection, seconds: float) -> Answer:
    deadline = Timer(seconds, _hang_up, [connection.sock])
    deadline.daemon = True
    deadline.start()
    try:
        response: HTTPResponse = connection.getresponse()
        body = response.read(_LONGEST_ANSWER)
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)
    except (OSError, HTTPException, ValueError) as error:
        raise NotifierUnanswered(f"Slack did not answer: {type(error).__name__}") from None
    finally:
        deadline.cancel()


def _hang_up(sock: socket.socket) -> None:
    """Close a connection from the deadline's timer, so that a blocked read returns at once."""
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


def _connection(address: SlackAddress) -> HTTPConnection:
    if address.secure:
        return HTTPSConnection(address.host, address.port, timeout=CONNECT_SECONDS, context=_tls())
    return HTTPConnection(address.host, address.port, timeout=CONNECT_SECONDS)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
