"""Slack's Web API in memory: away, busy or without an answer at times, and a list of all that it took."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config_monitor.adapters.slack.exchange import Answer
from config_monitor.errors import NotifierBusy, NotifierUnanswered
from local.slack.people import APP, BOT, TEAM, described
from simulation.invocation import Invocation, running
from simulation.virtual_time import VirtualTime

SPACING_SECONDS = 0.9  # Slack's own limit is about one a second and channel, with room for bursts


@dataclass
class Taken:
    """A message that people see, and whose it is."""

    ts: str
    at: float
    channel: str
    thread: str | None
    content: dict[str, Any]
    sender: Invocation
    unanswered: bool = False
    edits: list[dict[str, Any]] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether its sender learned that it was taken, and lived to write it down."""
        return not self.unanswered and not self.sender.killed

    @property
    def current(self) -> dict[str, Any]:
        return self.edits[-1] if self.edits else self.content


class TroubledSlack:
    """`busy` and `unanswered` are parts of the requests; `is_away` says when nobody is served."""

    def __init__(self, time: VirtualTime, busy: float, unanswered: float, is_away: Callable[[float], bool]) -> None:
        self._time, self._busy, self._unanswered, self._is_away = time, busy, unanswered, is_away
        self.messages: dict[str, Taken] = {}
        self._last: dict[str, float] = {}
        self.too_fast = 0

    def exchange(
        self, _address: object, path: str, body: bytes, headers: Mapping[str, str], seconds: float = 6
    ) -> Answer:
        """What `adapters/slack/exchange.py` does, without a network."""
        invocation, draw = running(), self._time.draw
        invocation.call(0.1 + draw.random() * 0.3)
        if self._is_away(self._time.seconds):
            return self._nothing(seconds)
        if draw.random() < self._busy:
            return Answer(429, draw.choice(({"retry-after": "1"}, {"retry-after": "30"}, {})), b"")
        method = path.rpartition("/")[2]
        arguments = json.loads(body) if headers.get("Content-Type", "").startswith("application/json") else {}
        result = {"ok": True, **self._call(method, arguments)}
        message = self.messages.get(str(result.get("ts"))) if method == "chat.postMessage" else None
        invocation.called()
        if draw.random() < self._unanswered:
            if message:
                message.unanswered = True
            invocation.call(seconds)
            raise NotifierUnanswered("Slack did not answer: TimeoutError")
        return Answer(200, {}, json.dumps(result).encode())

    def _nothing(self, seconds: float) -> Answer:
        """Slack is away: nobody listens, nobody answers, or a gateway says so; nothing is taken."""
        match self._time.draw.randrange(3):
            case 0:
                running().call(seconds)
                raise NotifierUnanswered("Slack did not answer: TimeoutError")
            case 1:
                raise NotifierBusy("Slack cannot be reached: ConnectionRefusedError")
            case _:
                return Answer(503, {}, b"")

    def _call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(arguments)
            case "chat.update":
                self.messages[arguments["ts"]].edits.append(arguments)
                return {"channel": arguments["channel"], "ts": arguments["ts"]}
            case "chat.postEphemeral":
                return {"message_ts": "0.0"}
            case "users.info":
                return {"user": described("UALICE")}
            case "bots.info":
                return {"bot": {"app_id": APP}}
            case _:
                return {"team_id": TEAM, "bot_id": BOT, "permalink": "https://slack.example/archives/C1/p1"}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel, thread = arguments["channel"], arguments.get("thread_ts")
        self.too_fast += self._time.seconds - self._last.get(channel, 0) < SPACING_SECONDS
        self._last[channel] = self._time.seconds
        ts = f"{self._time.seconds:.0f}.{len(self.messages):06d}"
        self.messages[ts] = Taken(ts, self._time.seconds, channel, thread, arguments, running())
        return {"channel": channel, "ts": ts}
