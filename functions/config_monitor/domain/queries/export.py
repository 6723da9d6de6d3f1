"""Rows as lines of CSV or JSON: nothing in a cell may be taken for a formula by the program that opens the file."""

import csv
import io
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from config_monitor.domain.queries.event_query import ListQuery
from config_monitor.domain.queries.index_plan import Plan

Form = Literal["csv", "ndjson"]
# With these a spreadsheet takes a cell for a formula, white space before them or not; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LEADING = ("\t", "\r", "\n")


@dataclass(frozen=True)
class Layout:
    """How the rows of one export are written."""

    form: Form
    columns: Sequence[str]

    @property
    def content_type(self) -> str:
        """The media type of the whole."""
        return "text/csv; charset=utf-8" if self.form == "csv" else "application/x-ndjson"

    @property
    def head(self) -> str:
        """What comes before the rows."""
        return _csv_line(self.columns) if self.form == "csv" else ""

    def line(self, row: dict[str, Any]) -> str:
        """One row: as CSV its columns, as JSON all that it has."""
        if self.form == "csv":
            return _csv_line([_cell(row.get(column)) for column in self.columns])
        return json.dumps(row, ensure_ascii=False, default=as_text) + "\n"


@dataclass(frozen=True)
class ExportRequest:
    """What is exported: a question by its plan, the path its cursors belong to, and how a stored row is shown."""

    query: ListQuery
    plan: Plan
    path: str
    layout: Layout
    shown: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: row


def as_text(value: object) -> str:
    """What JSON cannot hold, as text: bytes, which old items may have, as Base64."""
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=as_text)
    risky = value.startswith(_LEADING) or value.lstrip().startswith(_FORMULA)
    return f"'{value}" if risky else value


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
