"""The samples of `events/` with what `events/expected.yaml` expects of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zlib import crc32

import yaml

from local.settings import MEMBER_ACCOUNTS, REGION, ROOT

_EVENTS = ROOT / "events"


@dataclass(frozen=True)
class Outcome:
    """What came, or should come, of a sample."""

    stored: str
    """stored, noted, ignored or rejected"""
    severity: str
    """the severity's name; `-` where nothing is stored"""
    notify: str
    """immediate, digest or none"""


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


def load(today: date | None = None) -> list[Sample]:
    """All samples, in the order in which they make sense one after the other, as of `today`."""
    today = today or datetime.now(UTC).date()
    listed: dict[str, dict[str, str]] = yaml.safe_load((_EVENTS / "expected.yaml").read_text())
    return [_sample(name, (_EVENTS / f"{name}.json").read_text(), expected, today) for name, expected in listed.items()]


def _sample(name: str, text: str, expected: dict[str, str], today: date) -> Sample:
    if name.startswith("logs/"):
        text = _of_yesterday(text, today)
    event = json.loads(text)
    about = next(_resources(event), name)
    account = MEMBER_ACCOUNTS[crc32(about.encode()) % len(MEMBER_ACCOUNTS)]
    if not name.startswith("malformed/") and isinstance(event.get("account"), str):
        # Its own account and region are the member's, all over the event; another account in it stays another one.
        text = text.replace(event["account"], account)
        if "arn:aws-" not in text:
            text = text.replace(event["region"], REGION)
    outcome = Outcome(expected["outcome"], _stored_severity(expected), expected["notify"])
    return Sample(name, json.loads(text), account, outcome, expected["shows"])


def _of_yesterday(text: str, today: date) -> str:
    """What agents found, moved to the day before `today`: the hub refuses times of theirs that it does not keep."""
    written = date.fromisoformat(json.loads(text)["time"][:10])
    moved = today - timedelta(days=1) - written
    text = text.replace(written.isoformat(), (written + moved).isoformat())
    milliseconds = int(moved / timedelta(milliseconds=1))
    return re.sub(r'(?<="timestamp": )\d{13}', lambda match: str(int(match[0]) + milliseconds), text)


def _stored_severity(expected: dict[str, str]) -> str:
    return expected["severity"] if expected["outcome"] == "stored" else "-"


def _resources(part: Any) -> Iterator[str]:
    """The resource ids in an event, outermost first."""
    if isinstance(part, dict):
        if isinstance(part.get("resourceId"), str):
            yield part["resourceId"]
        for value in part.values():
            yield from _resources(value)
