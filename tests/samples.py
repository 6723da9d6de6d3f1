"""The samples of events/, each a fresh copy that a test may bend to its bad case."""

import json
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).parents[1] / "events"


def sample(name: str) -> dict[str, Any]:
    """One sample by its path below events/, without the ending: `config/non-compliant`."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def changed(name: str, path: str, value: Any) -> dict[str, Any]:
    """A sample with one value replaced: `changed("config/non-compliant", "detail.configRuleName", 7)`."""
    loaded = sample(name)
    *parents, last = path.split(".")
    inner = loaded
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    return loaded


def without(name: str, path: str) -> dict[str, Any]:
    """A sample with one key taken out."""
    loaded = sample(name)
    *parents, last = path.split(".")
    inner = loaded
    for parent in parents:
        inner = inner[parent]
    del inner[last]
    return loaded
