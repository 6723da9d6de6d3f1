"""Exports all rows of a list: in the response while they are few, else in a file with a link."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config_monitor.domain.queries import ExportRequest, write_cursor
from config_monitor.ports import ExportFile, ExportStore, Page
from config_monitor.use_cases.paging import MAX_BYTES, PagedList, start_position

PAGE_SIZE = 1_000


@dataclass(frozen=True)
class Export:
    """An export: its `text`, or the `url` of its file; `cursor` continues where time ran out, None when complete."""

    rows: int
    text: str | None = None
    url: str | None = None
    cursor: str | None = None


def export_list(
    request: ExportRequest, paged_list: PagedList, files: ExportStore, key: bytes, out_of_time: Callable[[], bool]
) -> Export:
    """Export all rows after the query's cursor, or as many as there is time for. Raises InvalidCursor."""
    with files.file(request.layout.content_type, request.layout.format) as file:
        writer, end = _Writer(file), None
        writer.write([request.layout.head])
        for page in _pages(request, paged_list, key):
            writer.write([request.layout.line(request.show(row)) for row in page.items], rows=len(page.items))
            if page.end and out_of_time():
                end = page.end
                break
        cursor = write_cursor(end, request.list_name, request.query.selection, key) if end else None
        if writer.fits_response() and not cursor:
            return Export(writer.rows, text="".join(writer.buffer))
        return Export(writer.rows, url=writer.finish(), cursor=cursor)


def _pages(request: ExportRequest, paged_list: PagedList, key: bytes) -> Iterator[Page]:
    position = start_position(request.query, request.list_name, key)
    while True:
        page = paged_list.page(request.plan, position, PAGE_SIZE)
        yield page
        if not (position := page.end):
            return


class _Writer:
    """Buffers lines while a response can hold them, and writes them to the file once it cannot."""

    def __init__(self, file: ExportFile) -> None:
        self._file, self.buffer, self._size, self.rows = file, list[str](), 0, 0

    def fits_response(self) -> bool:
        """Whether a response can still hold everything written."""
        return self._size <= MAX_BYTES

    def write(self, lines: list[str], rows: int = 0) -> None:
        """Add lines, which are so many rows."""
        text = "".join(lines)
        self.rows += rows
        if self.fits_response():
            self.buffer.append(text)
            self._size += len(json.dumps(text))
            if not self.fits_response():
                self._flush()
        else:
            self._file.write(text.encode())

    def finish(self) -> str:
        """Complete the file; returns the link to it."""
        self._flush()
        return self._file.finish()

    def _flush(self) -> None:
        self._file.write("".join(self.buffer).encode())
        self.buffer.clear()
