"""What the played Slack took, as lines of a file: a workspace that is ended, however, begins with them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class KeptLines:
    """JSON lines of one file; with no file, nothing is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def read(self) -> Iterator[Record]:
        """The records in order; a last line that was cut off in the middle is left out."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text().split("\n"):
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def add(self, record: Record) -> None:
        """Keep one more record."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(f"\n{json.dumps(record)}")
