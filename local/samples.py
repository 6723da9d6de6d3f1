"""The samples of `events/` with what `events/expected.yaml` expects of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import yaml

from local.settings import MEMBER_ACCOUNTS, ROOT

_EVENTS = ROOT / "events"


@dataclass(frozen=True)
class Outcome:
    """What came, or should come, of a sample."""

    stored: str
    """stored, noted, ignored or rejected"""
    severity: str
    """the severity's name; `-` where nothing is stored"""
    told: str
    """now, later or nothing"""


@dataclass(frozen=True)
class Sample:
    """One sample, its place in the story, and what it stands for."""

    name: str
    event: Any
    expected: Outcome
    shows: str

    @property
    def account(self) -> str:
        """The member whose event it plays: the same one for all samples about one resource."""
        about = next(_resources(self.event), self.name)
        return MEMBER_ACCOUNTS[crc32(about.encode()) % len(MEMBER_ACCOUNTS)]

    @property
    def for_a_bus(self) -> bool:
        """Whether a bus can bring it: that gives every event a new envelope, so a bad one is handed to the machine."""
        return not self.name.startswith("malformed/") and {"source", "detail-type", "detail"} <= self.event.keys()


def load() -> list[Sample]:
    """All samples, in the order in which they make sense one after the other."""
    listed: dict[str, dict[str, str]] = yaml.safe_load((_EVENTS / "expected.yaml").read_text())
    return [
        Sample(
            name,
            json.loads((_EVENTS / f"{name}.json").read_text()),
            Outcome(expected["outcome"], _stored_severity(expected), expected["told"]),
            expected["shows"],
        )
        for name, expected in listed.items()
    ]


def _stored_severity(expected: dict[str, str]) -> str:
    return expected["severity"] if expected["outcome"] == "stored" else "-"


def _resources(found: Any) -> Iterator[str]:
    """The resource ids in an event, outermost first."""
    if isinstance(found, dict):
        if isinstance(found.get("resourceId"), str):
            yield found["resourceId"]
        for value in found.values():
            yield from _resources(value)
