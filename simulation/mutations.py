"""Real payloads bent at the edges of type, size, time and Unicode, drawn by a seed."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from config_monitor.domain.events import format_instant

EVENTS = Path(__file__).parents[1] / "events"

_CHARACTERS = 'xé한😀"\\\x00\x01\x0b\ud800\ufffe\uffff\u202e#/*'
_LENGTHS = (1, 128, 255, 256, 257, 512, 513, 1023, 1024, 1025, 2049, 65_536, 250_000)
_NUMBERS = (
    *(0, -1, 2**31, 2**63, 10**37, 10**38 - 1, 10**38, 10**39 + 1, 10**400, -(10**4000)),
    *(0.1, -0.0, 1e-130, 1e-131, 9.9e125, 1e126, 1.7e308, float("nan"), float("inf")),
)
_TIMES = (
    *(
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01",
    ),
    *(
        "2026-02-30T00:00:00Z",
        "2026-11-23T12:20:60Z",
        "Wed, 1 Oct 2026 12:00:00 GMT",
        "12:00",
        "2026-W48-1",
        "١٩٧٠-٠١-٠١",
    ),
)
_DISTANCES = (-91, -90, -1, 0, 1, 2, 3650)
_TEXTS = (
    *(
        "",
        " ",
        "\n",
        "null",
        "true",
        "{}",
        "[]",
        "0",
        "-1",
        "all",
        "ALL",
        "global",
        "__proto__",
        "constructor",
        "../..",
        "%2e%2e",
    ),
    *(
        "<!channel>",
        "<script>",
        "{{ 7 * 7 }}",
        "=cmd()",
        "a#b",
        "#",
        "*",
        "~",
        "\u202egnp.exe",
        "\u200b",
        "e\u0301",
        "\ud83d",
    ),
    *("COMPLIANT", "NON_COMPLIANT", "ALARM", "OK", "closed", "ResourceDeleted", "AWS::IAM::User", "111111111111"),
)


def real_payloads() -> Iterator[tuple[str, Any]]:
    """Payloads as services sent them, from beside the checkout where they are there, and the samples in any case."""
    for root in (EVENTS, EVENTS.parents[1] / "shared" / "events"):
        for path in sorted(root.rglob("*.json")):
            yield str(path.relative_to(root.parent)), json.loads(path.read_text())


@cache
def _payloads() -> list[str]:
    """The payloads that are events, as JSON."""
    envelope = {"id": "0c6a1a2e-0000-4000-8000-000000000000", "time": "2026-11-24T09:00:00Z"}
    return [
        json.dumps(envelope | payload)
        for name, payload in real_payloads()
        if isinstance(payload, dict) and isinstance(payload.get("detail"), dict) and "malformed" not in name
    ]


def mutated(random: Random, now: datetime) -> Any:
    """A real payload, bent."""
    payload: Any = json.loads(random.choice(_payloads()))
    if random.random() < 0.8:  # else the same event once more
        payload["id"] = str(UUID(int=random.getrandbits(128)))
    return bent(payload, random, now)


def bent(payload: Any, random: Random, now: datetime) -> Any:
    """The payload, as it is or with one to four of its parts replaced, removed, renamed or doubled."""
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        whole = list(_paths(payload))
        inside = [path for path in whole if path[0] == "detail" and len(path) > 1]
        *parents, last = random.choice((inside or whole) if random.random() < 0.7 else whole)
        holder: Any = payload
        for parent in parents:
            holder = holder[parent]
        match random.randrange(6):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, dict):
                holder[_text(random)] = holder.pop(last)
            case 2 if isinstance(holder, list):
                holder *= random.choice((2, 300 if len(json.dumps(holder)) < 1_000 else 2))
            case _:
                holder[last] = edge(random, now)
        if not payload:
            break
    return payload


def edge(random: Random, now: datetime) -> Any:
    """A value at the edge of a type, a size, a time or Unicode."""
    match random.randrange(8):
        case 0:
            return random.choice((None, True, False, [], {}, [None], {"": 0}, [[]]))
        case 1:
            return random.choice(_NUMBERS)
        case 2:
            return random.choice(_TIMES)
        case 3:
            moved = now + timedelta(days=random.choice(_DISTANCES), seconds=random.choice((-1, 0, 1)))
            return format_instant(moved)
        case 4:
            return nested(random.choice((31, 32, 39, 40, 41, 900)), random.choice(("list", "object")))
        case 5:
            width = random.choice((100, 1_025, 15_000))
            return [random.choice(_TEXTS)] * width if random.random() < 0.5 else {f"k{i}": i for i in range(width)}
        case _:
            return _text(random)


def nested(levels: int, kind: str) -> Any:
    """Lists or objects within each other."""
    value: Any = "bottom"
    for _ in range(levels):
        value = [value] if kind == "list" else {"a": value}
    return value


def _text(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(_TEXTS)
    return random.choice(_CHARACTERS) * random.choice(_LENGTHS)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the first levels of a value hold something."""
    if not isinstance(value, dict | list) or len(path) > 10:
        return
    for key, part in list(value.items() if isinstance(value, dict) else enumerate(value))[:60]:
        yield (*path, key)
        yield from _paths(part, (*path, key))
