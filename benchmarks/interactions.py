"""From a click in Slack to the hub's answer, and to what it shows, on the local engine: cold and warm.

Usage: `make up`, then `make bench-interactions`. The played Slack sends what Slack sends; *answered* is the time until
the hub has answered it (Slack waits three seconds), *shown* the time until the message, the dialog or the answer to the
command is there. Before each cold one the function is changed, so that it starts in a new process.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.request import Request, urlopen
from uuid import uuid4

from benchmarks.measurement import Measurement, Row, finish
from local.deploy import stands
from local.errors import LocalError
from local.hub import Hub
from local.pictures.acting import violation
from local.settings import HUB_ACCOUNT, read

WARM, COLD, SECONDS = 20, 5, 60.0
USER = "UALICE"
SECONDS_TO_ANSWER = {"warm": 1.0, "cold": 3.0}
"""Slack waits three seconds."""


class Taken(NamedTuple):
    """Seconds until the answer, and until something is shown."""

    answered: float
    shown: float


class Clicks:
    """One violation's message and a user who clicks."""

    def __init__(self, hub: Hub) -> None:
        self._hub, resource = hub, f"i-{uuid4().hex[:8]}"
        violation(hub, "ec2-imdsv2-check", "AWS::EC2::Instance", resource)
        message = self._wait(lambda: next((m for m in hub.messages() if resource in str(m["attachments"])), None))
        self._where = {"user": USER, "channel": message["channel"], "ts": message["ts"]}

    def press(self, action: str) -> Taken:
        """Press a button and wait for the edit of the message, and then for the reply in its thread."""
        replies, acknowledged = self._replies(), action == "acknowledge"
        taken = self._timed("/interactions", {"action": action}, lambda: self._acknowledged() is acknowledged)
        self._wait(lambda: self._replies() > replies)
        return taken

    def dialog(self) -> Taken:
        """Press the button that opens the dialog, and cancel it."""
        taken = self._timed("/interactions", {"action": "except"}, lambda: bool(self._hub.slack("GET", "/views")))
        for view in self._hub.slack("GET", "/views"):
            self._hub.slack("DELETE", f"/views/{view['id']}")
        return taken

    def command(self) -> Taken:
        """Ask for the overview and wait for it."""
        before = self._overviews()
        return self._timed("/commands", {"command": "/compliance", "text": ""}, lambda: self._overviews() > before)

    def _timed(self, path: str, asked: dict[str, Any], shown: Callable[[], bool]) -> Taken:
        began = time.monotonic()
        data = json.dumps({**self._where, **asked}).encode()
        urlopen(Request(f"{self._hub.slack_url}{path}", data), timeout=SECONDS).close()
        answered = time.monotonic() - began
        self._wait(shown)
        return Taken(answered, time.monotonic() - began)

    def _acknowledged(self) -> bool:
        newest = [m for m in self._hub.messages() if m["ts"] == self._where["ts"]][-1]
        return "Acknowledged by" in newest["text"]

    def _replies(self) -> int:
        return sum(m["thread_ts"] == self._where["ts"] for m in self._hub.messages())

    def _overviews(self) -> int:
        return sum("Compliance score" in m["text"] for m in self._hub.messages())

    def _wait[T](self, probe: Callable[[], T | None]) -> T:
        limit = time.monotonic() + SECONDS
        while not (result := probe()):
            if time.monotonic() > limit:
                raise LocalError(f"Nothing was shown within {SECONDS:.0f} s.", 1)
            time.sleep(0.02)
        return result


def measure() -> Measurement:
    """Click, each kind warm and cold."""
    settings = read()
    if not stands(settings, settings.stack, HUB_ACCOUNT):
        raise SystemExit(f"bench-interactions: no hub answers at {settings.engine_url}: make up brings one up.")
    hub = Hub(settings.engine_url, settings.slack_url, settings.stack)
    clicks = Clicks(hub)
    functions = hub.resources("ReceiveInteractionFunction", "ActOnAlertFunction")

    def make_cold(megabytes: int) -> None:
        for name in functions:
            hub.account.functions.update_function_configuration(FunctionName=name, MemorySize=megabytes)

    def acknowledge(number: int) -> Taken:
        return clicks.press("undo" if number % 2 else "acknowledge")

    kinds: dict[str, Callable[[int], Taken]] = {
        "Acknowledge, Undo": acknowledge,
        "Except …, which opens the dialog": lambda _: clicks.dialog(),
        "`/compliance`": lambda _: clicks.command(),
    }
    rows: list[Row] = []
    for name, click in kinds.items():
        click(0)
        warm = [click(number) for number in range(1, WARM + 1)]
        cold = []
        for number in range(WARM + 1, WARM + 1 + COLD):
            make_cold(1024 + number)
            cold.append(click(number))
        rows.append({"click": name} | _figures("answered", warm, cold) | _figures("shown", warm, cold))
    slowest = {kind: max(row[f"answered {kind}, worst, s"] for row in rows) for kind in SECONDS_TO_ANSWER}
    return Measurement(
        f"answered within {slowest['warm']} s warm, {slowest['cold']} s cold",
        {"warm_clicks": WARM, "cold_clicks": COLD},
        {"clicks": rows},
        [
            f"a {kind} click was answered after {seconds} s, later than {SECONDS_TO_ANSWER[kind]} s"
            for kind, seconds in slowest.items()
            if seconds > SECONDS_TO_ANSWER[kind]
        ],
    )


def _figures(what: str, warm: list[Taken], cold: list[Taken]) -> Row:
    return {
        f"{what} {kind}, {name}, s": round(figure(getattr(each, what) for each in taken), 2)
        for kind, taken in (("warm", warm), ("cold", cold))
        for name, figure in (("p50", statistics.median), ("worst", max))
    }


if __name__ == "__main__":
    sys.exit(finish(measure()))
