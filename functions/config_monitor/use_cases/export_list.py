"""Writes all of a list, not a page of it: into the answer while it is small, into a file with a link when it is not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from config_monitor.domain.queries import ExportRequest, Plan, write_cursor
from config_monitor.ports import ExportFile, ExportStore, Page, Place
from config_monitor.use_cases.paging import MAX_BYTES, position_of

PAGE = 1_000


class Pages(Protocol):
    """Whoever answers a plan page by page: the history or the standings."""

    def page(self, plan: Plan, after: Place | None, limit: int) -> Page:
        """One page."""
        ...


@dataclass(frozen=True)
class Export:
    """An export: its `text`, or the `url` of its file; `cursor` goes on where time ran out, None when all is there."""

    rows: int
    text: str | None = None
    url: str | None = None
    cursor: str | None = None


def export_list(
    wanted: ExportRequest, pages: Pages, files: ExportStore, key: bytes, time_is_up: Callable[[], bool]
) -> Export:
    """Export all rows from the question's cursor on, or as many as there is time for. Raises InvalidCursor."""
    with files.file(wanted.layout.content_type, wanted.layout.form) as file:
        writer, end = _Writer(file), None
        writer.write([wanted.layout.head])
        for page in _pages(wanted, pages, key):
            writer.write([wanted.layout.line(wanted.shown(row)) for row in page.items], rows=len(page.items))
            if page.end and time_is_up():
                end = page.end
                break
        cursor = write_cursor(end, wanted.path, wanted.query.asked, key) if end else None
        if writer.is_small() and not cursor:
            return Export(writer.rows, text="".join(writer.held))
        return Export(writer.rows, url=writer.finish(), cursor=cursor)


def _pages(wanted: ExportRequest, pages: Pages, key: bytes) -> Iterator[Page]:
    place = position_of(wanted.query, wanted.path, key)
    while True:
        page = pages.page(wanted.plan, place, PAGE)
        yield page
        if not (place := page.end):
            return


class _Writer:
    """Holds what is written while an answer could still hold it, and lets it go into the file after that."""

    def __init__(self, file: ExportFile) -> None:
        self._file, self.held, self._size, self.rows = file, list[str](), 0, 0

    def is_small(self) -> bool:
        """Whether an answer can still hold it all."""
        return self._size <= MAX_BYTES

    def write(self, lines: list[str], rows: int = 0) -> None:
        """Take in some lines."""
        text = "".join(lines)
        self.rows += rows
        if self.is_small():
            self.held.append(text)
            self._size += len(json.dumps(text))
            if not self.is_small():
                self._let_go()
        else:
            self._file.write(text.encode())

    def finish(self) -> str:
        """End the file; the link to it."""
        self._let_go()
        return self._file.finish()

    def _let_go(self) -> None:
        self._file.write("".join(self.held).encode())
        self.held.clear()
