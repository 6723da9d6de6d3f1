"""An export has all rows: in the answer while they fit, else in a file; what there is no time for has a cursor."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from config_monitor.domain.queries import EventQuery, Form, Plan
from config_monitor.ports import Page, Place
from config_monitor.use_cases.export_list import Export, export_list
from config_monitor.use_cases.list_events import events_export, list_events

KEY = b"a key of tests"


class FakePages:
    """A list in memory, three to a page."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows, self.asked = rows, 0

    def page(self, _plan: Plan, after: Place | None, _limit: int) -> Page:
        self.asked += 1
        start = int(after[0]) if after else 0
        end = min(start + 3, len(self.rows))
        places = [[str(number + 1), "", ""] for number in range(start, end)]
        return Page(self.rows[start:end], places, [str(end), "", ""] if end < len(self.rows) else None)

    def event(self, event_id: str) -> dict[str, Any] | None:
        return next((row for row in self.rows if row["id"] == event_id), None)


class FakeShelf:
    """One file in memory."""

    def __init__(self) -> None:
        self.content, self.aborted = b"", False

    @contextmanager
    def file(self, content_type: str, ending: str) -> Iterator["FakeShelf"]:
        assert (content_type.partition(";")[0], ending) in {("text/csv", "csv"), ("application/x-ndjson", "ndjson")}
        try:
            yield self
        except BaseException:
            self.aborted = True
            raise

    def write(self, data: bytes) -> None:
        self.content += data

    def finish(self) -> str:
        return "https://link"


def export(
    pages: FakePages, files: FakeShelf, form: Form = "ndjson", time_for: int = 99, cursor: str | None = None
) -> Export:
    """Export while there is time for so many pages."""
    query = EventQuery(cursor=cursor)
    return export_list(events_export(query)(form), pages, files, KEY, lambda: pages.asked >= time_for)


def rows(number: int, size: int = 1) -> list[dict[str, Any]]:
    return [{"id": f"{n}-ü", "detail": '"' * size} for n in range(number)]


def ids(lines: str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.splitlines()]


def test_a_small_export_is_the_answer_and_no_file_is_written() -> None:
    files = FakeShelf()
    done = export(FakePages(rows(10)), files)
    assert done.text is not None
    assert ids(done.text) == [row["id"] for row in rows(10)]
    assert (done.rows, done.url, done.cursor, files.content) == (10, None, None, b"")


def test_a_large_export_is_in_the_file_whole() -> None:
    files = FakeShelf()
    done = export(FakePages(rows(40, size=100_000)), files)
    assert (done.text, done.url, done.rows, done.cursor) == (None, "https://link", 40, None)
    assert ids(files.content.decode()) == [row["id"] for row in rows(40)]


def test_what_there_was_no_time_for_follows_with_the_cursor() -> None:
    pages, found, cursor = FakePages(rows(20)), list[str](), None
    while True:
        pages.asked, files = 0, FakeShelf()
        done = export(pages, files, time_for=2, cursor=cursor)
        found += ids(done.text if done.text is not None else files.content.decode())
        if not (cursor := done.cursor):
            break
        assert done.url
        assert done.rows == 6
    assert found == [row["id"] for row in rows(20)]


def test_each_file_of_a_csv_has_its_head() -> None:
    files = FakeShelf()
    export(FakePages(rows(20)), files, form="csv", time_for=1)
    assert files.content.decode().splitlines()[0].startswith("time,id,account,")


def test_a_failure_on_the_way_leaves_no_file() -> None:
    class Failing(FakePages):
        def page(self, _plan: Plan, after: Place | None, _limit: int) -> Page:
            if after:
                raise OSError("gone")
            return super().page(_plan, after, _limit)

    files = FakeShelf()
    with pytest.raises(OSError, match="gone"):
        export(Failing(rows(5)), files)
    assert files.aborted


def test_a_page_is_cut_to_what_an_answer_can_hold_and_goes_on_after_the_cut() -> None:
    """Quotation marks take four bytes each in an answer: JSON in JSON."""
    big = FakePages(rows(3, size=1_000_000))
    first = list_events(EventQuery(), big, KEY)
    assert [row["id"] for row in first["items"]] == ["0-ü"]
    assert len(json.dumps(json.dumps(first))) < 6_000_000
    second = list_events(EventQuery(cursor=first["cursor"]), big, KEY)
    assert [row["id"] for row in second["items"]] == ["1-ü"]
