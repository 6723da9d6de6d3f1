"""Whether the hub holds somebody's own events: `make demo` empties it, and asks before it takes these away."""

from __future__ import annotations

import os
import sys

from local.errors import LocalError
from local.hub import Hub
from local.settings import Settings


def ask_before_emptying(hub: Hub, settings: Settings) -> None:
    """Ask where the hub has events that no demonstration sent; raises LocalError unless the answer is yes."""
    stamp = settings.folder / f"{settings.stack}.demonstrated"
    played = set(stamp.read_text().split()) if stamp.exists() else set()
    own = len(_events(hub) - played)
    if not own or os.environ.get("YES"):
        return
    what = f"The hub has {own} events that no demonstration sent, and a demonstration begins with an empty hub"
    if not sys.stdin.isatty():
        raise LocalError(f"{what}: make demo YES=1 deletes them, make up keeps them.")
    if input(f"{what}. Delete its history, messages and queue? [y/N] ").strip().lower() not in ("y", "yes"):
        raise LocalError("nothing was deleted.")


def note_as_played(hub: Hub, settings: Settings) -> None:
    """Note what the hub has now as the demonstration's."""
    (settings.folder / f"{settings.stack}.demonstrated").write_text("\n".join(sorted(_events(hub))))


def _events(hub: Hub) -> set[str]:
    return {item["sk"] for item in hub.partition("EVENT")}
