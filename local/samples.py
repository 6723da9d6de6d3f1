"""The samples of `events/` with what `events/expected.yaml` expects of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from zlib import crc32

import yaml

from local.settings import MEMBER_ACCOUNTS, REGION, ROOT

_EVENTS = ROOT / "events"
_INSTANT = r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(?:Z|\+0000)"
_MAIL_DATE = r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"


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
    texts = {name: (_EVENTS / f"{name}.json").read_text() for name in listed}
    # What happened last happened a minute ago, and all else as long before it as it says.
    times = [_written(text) for name, text in texts.items() if not name.startswith("malformed/")]
    moved = _whole_minutes(now - max(time for time in times if time))
    return [_sample(name, texts[name], expected, now, moved) for name, expected in listed.items()]


def _written(text: str) -> datetime | None:
    """When a sample was published; None for one that does not say so."""
    time = json.loads(text).get("time")
    return datetime.fromisoformat(time) if time else None


def _whole_minutes(distance: timedelta) -> timedelta:
    return timedelta(minutes=distance // timedelta(minutes=1) - 1)


def _sample(name: str, text: str, expected: dict[str, str], now: datetime, moved: timedelta) -> Sample:
    if name.startswith("logs/"):
        # The hub refuses agents' times that it does not keep, and a log error has ended a day after its last report.
        moved = _whole_minutes(now - timedelta(minutes=29) - datetime.fromisoformat(json.loads(text)["time"]))
    if not name.startswith("malformed/"):
        text = _moved(text, moved)
    event = json.loads(text)
    # Stacks are grouped by account, so those of the samples are one account's.
    about = "stacks" if name.startswith("cloudformation/") else next(_subjects(event), name)
    account = MEMBER_ACCOUNTS[crc32(about.encode()) % len(MEMBER_ACCOUNTS)]
    if not name.startswith("malformed/") and isinstance(event.get("account"), str):
        # Its own account and region are the member's, all over the event; another account in it stays another one.
        text = text.replace(event["account"], account)
        if "arn:aws-" not in text:
            text = text.replace(event["region"], REGION)
    severity = expected["severity"] if expected["outcome"] == "stored" else "-"
    outcome = Outcome(expected["outcome"], severity, expected["notify"])
    return Sample(name, json.loads(text), account, outcome, expected["shows"])


def _moved(text: str, by: timedelta) -> str:
    """The sample at another time: each instant in it, in whatever form its service writes it."""
    milliseconds = int(by / timedelta(milliseconds=1))
    text = re.sub(r'(?<="timestamp": )\d{13}', lambda match: str(int(match[0]) + milliseconds), text)
    text = re.sub(_MAIL_DATE, lambda match: format_datetime(parsedate_to_datetime(match[0]) + by, usegmt=True), text)
    return re.sub(_INSTANT, lambda match: _later(match[0], by), text)


def _later(instant: str, by: timedelta) -> str:
    """The instant moved, written as it was."""
    timespec = "milliseconds" if "." in instant else "seconds"
    zone = "+0000" if instant.endswith("+0000") else "Z"
    return (datetime.fromisoformat(instant) + by).isoformat(timespec=timespec).replace("+00:00", zone)


def _subjects(part: Any) -> Iterator[str]:
    """What an event is about, by the names that its source gives it, outermost first."""
    if isinstance(part, dict):
        yield from (part[name] for name in _SUBJECTS if isinstance(part.get(name), str))
        for value in part.values():
            yield from _subjects(value)
