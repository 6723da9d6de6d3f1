"""The samples of `events/` with what `events/expected.yaml` expects of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import yaml

from local.settings import MEMBER_ACCOUNTS, REGION, ROOT

_EVENTS = ROOT / "events"
_INSTANT = r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z"


@dataclass(frozen=True)
class Outcome:
    """What came, or should come, of a sample."""

    stored: str
    """stored, noted, ignored or rejected"""
    severity: str
    """the severity's name; `-` where nothing is stored"""
    notify: str
    """immediate, digest or none"""


_SUBJECTS = ("resourceId", "alarmName", "eventArn")


@dataclass(frozen=True)
class Sample:
    """One sample, its place in the story, and what it stands for."""

    name: str
    event: Any
    account: str
    """the member whose event it plays: the same one for all samples about one resource"""
    expected: Outcome
    shows: str

    @property
    def for_a_bus(self) -> bool:
        """Whether the agent's rule can bring it; what is malformed, or the older agents' own, is handed to the machine.

        A bus gives every event a new envelope, and here no agent of the older system runs.
        """
        whole = not self.name.startswith("malformed/") and {"source", "detail-type", "detail"} <= self.event.keys()
        return whole and not self.event["source"].startswith("monitoring.")


def load(now: datetime | None = None) -> list[Sample]:
    """All samples, in the order in which they make sense one after the other, as of `now`."""
    now = now or datetime.now(UTC)
    listed: dict[str, dict[str, str]] = yaml.safe_load((_EVENTS / "expected.yaml").read_text())
    return [_sample(name, (_EVENTS / f"{name}.json").read_text(), expected, now) for name, expected in listed.items()]


def _sample(name: str, text: str, expected: dict[str, str], now: datetime) -> Sample:
    if name.startswith("logs/"):
        text = _of_the_last_hour(text, now)
    event = json.loads(text)
    # Stacks are grouped by account, so those of the samples are one account's.
    about = "stacks" if name.startswith("cloudformation/") else next(_subjects(event), name)
    account = MEMBER_ACCOUNTS[crc32(about.encode()) % len(MEMBER_ACCOUNTS)]
    if not name.startswith("malformed/") and isinstance(event.get("account"), str):
        # Its own account and region are the member's, all over the event; another account in it stays another one.
        text = text.replace(event["account"], account)
        if "arn:aws-" not in text:
            text = text.replace(event["region"], REGION)
    outcome = Outcome(expected["outcome"], _stored_severity(expected), expected["notify"])
    return Sample(name, json.loads(text), account, outcome, expected["shows"])


def _of_the_last_hour(text: str, now: datetime) -> str:
    """What agents found, moved by minutes to the hour before `now`.

    The hub refuses times of theirs that it does not keep, and a log error has ended a day after its last report.
    """
    written = datetime.fromisoformat(json.loads(text)["time"])
    moved = timedelta(minutes=(now - written) // timedelta(minutes=1) - 30)
    milliseconds = int(moved / timedelta(milliseconds=1))
    text = re.sub(r'(?<="timestamp": )\d{13}', lambda match: str(int(match[0]) + milliseconds), text)
    return re.sub(_INSTANT, lambda match: _later(match[0], moved), text)


def _later(instant: str, moved: timedelta) -> str:
    """The instant moved, written as it was."""
    timespec = "milliseconds" if "." in instant else "seconds"
    return (datetime.fromisoformat(instant) + moved).isoformat(timespec=timespec).replace("+00:00", "Z")


def _stored_severity(expected: dict[str, str]) -> str:
    return expected["severity"] if expected["outcome"] == "stored" else "-"


def _subjects(part: Any) -> Iterator[str]:
    """What an event is about, by the names that its source gives it, outermost first."""
    if isinstance(part, dict):
        yield from (part[name] for name in _SUBJECTS if isinstance(part.get(name), str))
        for value in part.values():
            yield from _subjects(value)
