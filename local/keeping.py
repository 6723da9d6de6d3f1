"""Keeps on disk what the engine holds while it runs: MiniStack does so when it is ended in order, and a kill is not."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
# Saved so many seconds after a request at the earliest, and in no more than a tenth of the time.
SECONDS, SHARE = 3.0, 10
# A service that changes while it is copied is copied again, at most so often; the next time comes soon.
TRIES = 3


def keep_while_it_runs() -> None:
    """Save after requests from now on; call before the engine serves."""
    requested = threading.Event()
    app.app = _noting(app.app, requested)
    threading.Thread(target=_save_when, args=(requested,), daemon=True, name="keeping").start()


def _noting(served: Asgi, requested: threading.Event) -> Asgi:
    async def noting(scope: Any, receive: Any, send: Any) -> None:
        await served(scope, receive, send)
        if scope["type"] == "http":
            requested.set()

    return noting


def _save_when(requested: threading.Event) -> None:
    written: dict[str, int] = {}
    pause = SECONDS
    while requested.wait():
        time.sleep(pause)
        requested.clear()
        began = time.monotonic()
        save_changed(app._build_persistence_save_dict(), Path(persistence.STATE_DIR), written)
        pause = max(SECONDS, SHARE * (time.monotonic() - began))


def save_changed(states: Mapping[str, Callable[[], Any]], folder: Path, written: dict[str, int]) -> None:
    """Write the state of each service that differs from what was written; the form is MiniStack's own."""
    folder.mkdir(parents=True, exist_ok=True)
    for service, state in states.items():
        text = _text_of(service, state)
        if text is not None and hash(text) != written.get(service):
            new = folder / f"{service}.json.new"
            try:
                new.write_text(text)
                new.replace(folder / f"{service}.json")
            except OSError as error:  # such as a full disk; after the next request it is tried again
                logging.getLogger("keeping").error("%s cannot be kept: %s", service, error)
            else:
                written[service] = hash(text)


def _text_of(service: str, state: Callable[[], Any]) -> str | None:
    for _ in range(TRIES):
        try:
            payload = state()
            if payload is None:
                return None
            form = {"__ministack_format__": persistence._state_format_version(service), "payload": payload}
            return json.dumps(form, default=persistence._json_default)
        except RuntimeError:  # it changed size while it was copied
            continue
        except Exception:
            logging.getLogger("keeping").exception("%s cannot be kept", service)
            return None
    return None
