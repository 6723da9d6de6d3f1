"""An export has all rows: in the response while they fit, else in a file; a cursor continues where time ran out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from config_monitor.domain.queries import EventQuery, ExportFormat, ReadPlan, ViolationQuery
from config_monitor.ports import Page, Position
from config_monitor.use_cases.export_list import Export, export_list
from config_monitor.use_cases.list_events import events_export, list_events
from config_monitor.use_cases.list_violations import violations_export
from tests.support.fakes import NoRules

KEY = b"a key of tests"
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


class FakePages:
    """A list in memory, three to a page."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows, self.pages_read = rows, 0

    def page(self, _plan: ReadPlan, after: Position | None, _limit: int) -> Page:
        self.pages_read += 1
        start = int(after[0]) if after else 0
        end = min(start + 3, len(self.rows))
        positions = [[str(number + 1), "", ""] for number in range(start, end)]
        return Page(self.rows[start:end], positions, [str(end), "", ""] if end < len(self.rows) else None)

    def event(self, event_id: str) -> tuple[dict[str, Any], None] | None:
        return next(((row, None) for row in self.rows if row["id"] == event_id), None)


class FakeExportStore:
    """One file in memory."""

    def __init__(self) -> None:
        self.content, self.aborted = b"", False

    @contextmanager
    def file(self, content_type: str, ending: str) -> Iterator["FakeExportStore"]:
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
    pages: FakePages,
    files: FakeExportStore,
    form: ExportFormat = "ndjson",
    time_for: int = 99,
    cursor: str | None = None,
) -> Export:
    """Export, with time for so many pages."""
    query = EventQuery(cursor=cursor)
    return export_list(events_export(query, NoRules())(form), pages, files, KEY, lambda: pages.pages_read >= time_for)


def rows(number: int, size: int = 1) -> list[dict[str, Any]]:
    return [{"id": f"{n}-ü", "detail": '"' * size} for n in range(number)]


def ids(lines: str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.splitlines()]


def test_a_small_export_is_in_the_response_and_no_file_is_written() -> None:
    files = FakeExportStore()
    done = export(FakePages(rows(10)), files)
    assert done.text is not None
    assert ids(done.text) == [row["id"] for row in rows(10)]
    assert (done.rows, done.url, done.cursor, files.content) == (10, None, None, b"")


def test_a_large_export_is_in_the_file_whole() -> None:
    files = FakeExportStore()
    done = export(FakePages(rows(40, size=100_000)), files)
    assert (done.text, done.url, done.rows, done.cursor) == (None, "https://link", 40, None)
    assert ids(files.content.decode()) == [row["id"] for row in rows(40)]


def test_the_cursor_exports_what_there_was_no_time_for() -> None:
    pages, exported, cursor = FakePages(rows(20)), list[str](), None
    while True:
        pages.pages_read, files = 0, FakeExportStore()
        done = export(pages, files, time_for=2, cursor=cursor)
        exported += ids(done.text if done.text is not None else files.content.decode())
        if not (cursor := done.cursor):
            break
        assert done.url
        assert done.rows == 6
    assert exported == [row["id"] for row in rows(20)]


def test_each_file_of_a_csv_has_its_head() -> None:
    files = FakeExportStore()
    export(FakePages(rows(20)), files, form="csv", time_for=1)
    assert files.content.decode("utf-8-sig").splitlines()[0].startswith("time,id,account,")


def test_a_failure_on_the_way_leaves_no_file() -> None:
    class Failing(FakePages):
        def page(self, _plan: ReadPlan, after: Position | None, _limit: int) -> Page:
            if after:
                raise OSError("gone")
            return super().page(_plan, after, _limit)

    files = FakeExportStore()
    with pytest.raises(OSError, match="gone"):
        export(Failing(rows(5)), files)
    assert files.aborted


def test_a_page_is_cut_to_the_size_of_a_response_and_continues_after_the_cut() -> None:
    """Quotation marks take four bytes each in a response: JSON in JSON."""
    big = FakePages(rows(3, size=1_000_000))
    first = list_events(EventQuery(), big, KEY, NoRules())
    assert [row["id"] for row in first["items"]] == ["0-ü"]
    assert len(json.dumps(json.dumps(first))) < 6_000_000
    second = list_events(EventQuery(cursor=first["cursor"]), big, KEY, NoRules())
    assert [row["id"] for row in second["items"]] == ["1-ü"]


class CountedRules(NoRules):
    """Counts what is looked up."""

    looked_up = 0

    def managed_rule_named(self, _name: str) -> None:
        self.looked_up += 1

    def listed_elsewhere(self, _canonical: str) -> bool:
        self.looked_up += 1
        return False


def test_a_page_that_is_no_export_looks_up_the_rule_once() -> None:
    """The API asks for either: what an export would read costs a page nothing."""
    rules, named = CountedRules(), EventQuery(rule_name="restricted-ssh")
    of_events = events_export(named, rules)
    of_violations = violations_export(ViolationQuery(rule_name="restricted-ssh"), NOW, rules)
    list_events(named, FakePages(rows(2)), KEY, rules)
    assert rules.looked_up == 1
    of_events("csv")
    of_violations("csv")
    assert rules.looked_up == 3
