"""Holds what the played Slack took: messages in order, edits, files, and the channels they went to."""

from __future__ import annotations

import base64
import re
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from local.slack.kept import KeptLines, Record

Via = Literal["webhook", "chat.postMessage", "chat.update", "files", "ephemeral"]
Message = dict[str, Any]
RESPONSES = "/services/respond/local/"
# Slack allows three; a machine that runs Slack, engine and hub at once may need longer to start a function.
TRIGGER_SECONDS = 30.0
_ID = re.compile(r"C([A-Z2-7]+)0*")


@dataclass
class File:
    """An uploaded file; it has content once its bytes came, and is seen once it was completed."""

    id: str
    name: str
    length: int
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None


@dataclass
class Response:
    """Where the answers to one press or command are shown, and under which timestamp the last one is."""

    user: str
    channel: str
    ts: str | None = None
    used: int = 0
    made_at: float = field(default_factory=time.time)


def channel_id(name: str) -> str:
    """The id of a channel. It spells the name, so that ids outlive this process."""
    return "C" + base64.b32encode(name.encode()).decode().rstrip("=").ljust(10, "0")


def channel_name(channel: str) -> str | None:
    """The name behind an id, `#name` or name; None where Slack would not find it (here: names that start `missing`)."""
    name = channel.removeprefix("#")
    if match := _ID.fullmatch(channel):
        spelled = match[1]
        try:
            name = base64.b32decode(spelled + "=" * (-len(spelled) % 8)).decode()
        except ValueError:
            return None
    return name if name and not name.startswith("missing") else None


def known_id(channel: str) -> bool:
    """Whether this is the id of a channel that can be found, and not a name."""
    return bool(_ID.fullmatch(channel)) and channel_name(channel) is not None


@dataclass
class Store:
    """The workspace. All methods may be called from several threads; messages and files are kept in `kept`."""

    kept: KeptLines = field(default_factory=KeptLines)
    _messages: list[Message] = field(default_factory=list)
    _files: dict[str, File] = field(default_factory=dict)
    _posted: set[tuple[str, str]] = field(default_factory=set)
    _last: int = 0
    _seq: int = 0
    _triggers: dict[str, tuple[str | None, float]] = field(default_factory=dict)
    _views: dict[str, Message] = field(default_factory=dict)
    _responses: dict[str, Response] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        for record in self.kept.read():
            self._replay(record)

    def take(self, via: Via, channel: str, content: dict[str, Any], ts: str | None = None) -> Message:
        """Keep a message, or with `ts` an edit of one, and answer it as `GET /messages` will show it."""
        with self._lock:
            self._seq += 1
            message: Message = {
                "seq": self._seq,
                "time": time.time(),
                "via": via,
                "channel": channel,
                "ts": ts or self._next_ts(),
                "thread_ts": content.get("thread_ts"),
                "text": content.get("text") or "",
                "blocks": content.get("blocks") or [],
                "attachments": content.get("attachments") or [],
                "files": content.get("files") or [],
            }
            if content.get("metadata"):
                message["metadata"] = content["metadata"]
            if via == "ephemeral":
                message["user"] = content["user"]
            self._add(message)
            self.kept.add({"message": message})
            return message

    def _add(self, message: Message) -> None:
        self._messages.append(message)
        self._posted.add((message["channel"], message["ts"]))

    def _replay(self, record: Record) -> None:
        """Do once more what a record says was done."""
        if message := record.get("message"):
            self._add(message)
            self._seq, self._last = message["seq"], max(self._last, int(message["ts"].replace(".", "")))
        elif kept := record.get("file"):
            file = File(**{**kept, "content": base64.b64decode(kept["content"])})
            self._files[file.id] = file
        elif deleted := record.get("deleted"):
            self._remove(*deleted)
        else:
            self._messages.clear()

    def posted(self, channel: str, ts: str) -> bool:
        """Whether the channel ever got a message of that timestamp, forgotten ones included."""
        with self._lock:
            return (channel, ts) in self._posted

    def newest(self, channel: str, ts: str) -> Message | None:
        """The message as it stands now, with its last edit; None where it is unknown or forgotten."""
        with self._lock:
            matching = (m for m in reversed(self._messages) if (m["channel"], m["ts"]) == (channel, ts))
            return next(matching, None)

    def messages(self) -> list[Message]:
        """All that was taken since the last `forget`, in order."""
        with self._lock:
            return list(self._messages)

    def forget(self) -> None:
        """Empty the channels; what was posted can still be edited and answered."""
        with self._lock:
            self._messages.clear()
            self.kept.add({"forgotten": True})

    def delete(self, channel: str, ts: str) -> bool:
        """Take a message away with its edits; False where the channel never had it."""
        with self._lock:
            if not self.posted(channel, ts):
                return False
            self._remove(channel, ts)
            self.kept.add({"deleted": [channel, ts]})
            return True

    def _remove(self, channel: str, ts: str) -> None:
        self._messages[:] = [m for m in self._messages if (m["channel"], m["ts"]) != (channel, ts)]

    def trigger(self, user: str) -> str:
        """What lets an app open one dialog for a user who has just pressed something."""
        with self._lock:
            trigger = f"{len(self._triggers) + 1}.{uuid.uuid4().hex}"
            self._triggers[trigger] = (user, time.time())
            return trigger

    def response_path(self, user: str, channel: str) -> str:
        """An address of its own for the answers to one press or command, as Slack makes one."""
        with self._lock:
            token = uuid.uuid4().hex
            self._responses[token] = Response(user, channel)
            return f"{RESPONSES}{token}"

    def respond(self, path: str, content: dict[str, Any]) -> bool:
        """Show an answer to its user alone, in place of the one before; False where there is no such address any more.

        Slack takes five answers within half an hour.
        """
        with self._lock:
            response = self._responses.get(path.removeprefix(RESPONSES))
            if response is None or response.used == 5 or time.time() - response.made_at > 1800:
                return False
            response.used += 1
            self._show(response, content, response.ts if content.get("replace_original") else None)
            return True

    def answer(self, path: str, content: dict[str, Any]) -> None:
        """Show the HTTP answer to a command, unless an answer at its address was faster."""
        with self._lock:
            if (response := self._responses[path.removeprefix(RESPONSES)]).ts is None:
                self._show(response, content, None)

    def _show(self, response: Response, content: dict[str, Any], replaced: str | None) -> None:
        shown = self.take("ephemeral", response.channel, {**content, "user": response.user}, replaced)
        response.ts = shown["ts"]

    def open_view(self, trigger: str, view: Message) -> Message | None:
        """Open a dialog; None when the trigger is used. Raises KeyError for one that is unknown or over."""
        with self._lock:
            user, made_at = self._triggers[trigger]
            if user is None:
                return None
            if time.time() - made_at > TRIGGER_SECONDS:
                raise KeyError(trigger)
            self._triggers[trigger] = (None, made_at)
            view_id = f"V{uuid.uuid4().hex[:10].upper()}"
            opened: Message = {"id": view_id, "user": user, "view": view}
            self._views[view_id] = opened
            return opened

    def view(self, view_id: str) -> Message | None:
        """An open dialog."""
        with self._lock:
            return self._views.get(view_id)

    def views(self) -> list[Message]:
        """All open dialogs, in the order in which they were opened."""
        with self._lock:
            return list(self._views.values())

    def close_view(self, view_id: str) -> None:
        """Close a dialog."""
        with self._lock:
            self._views.pop(view_id, None)

    def add_file(self, name: str, length: int, alt_text: str) -> File:
        """Announce an upload."""
        with self._lock:
            file = File(f"F{uuid.uuid4().hex[:9].upper()}", name, length, alt_text)
            self._files[file.id] = file
            return file

    def file(self, file_id: str) -> File | None:
        """An announced file by id."""
        with self._lock:
            return self._files.get(file_id)

    def fill(self, file: File, content: bytes) -> None:
        """An announced file's bytes have come."""
        with self._lock:
            file.content = content
            self.kept.add({"file": asdict(file) | {"content": base64.b64encode(content).decode()}})

    def _next_ts(self) -> str:
        """Slack's name for a message in its channel: the time in microseconds, never the same twice."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
