"""Rows as lines of CSV or JSON; no cell is taken for a formula by the spreadsheet that opens the file."""

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from config_monitor.domain.events import Severity
from config_monitor.domain.queries.list_query import ListQuery
from config_monitor.domain.queries.read_plan import ReadPlan

ExportFormat = Literal["csv", "ndjson"]
# A spreadsheet takes a cell that begins so, white space before it or not, for a formula; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LEADING = ("\t", "\r", "\n")
# Where Excel's list separator is a semicolon, it parts such a line there and at line ends, quoted or not: a mark of
# quotation counts at the beginning of a cell alone. A program that reads it as parted by tabs does the same.
_INNER_FORMULA = re.compile(r"""([;\t\r\n]["\s]*)(?=[=+@\uff1d\uff0b\uff20\uff0d-])""")
ACCOUNT_TEXT = "account_text"
"""Excel shows 111122223333 as 1.11122E+11 and drops leading zeros, in quotation marks or not; this it leaves alone."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel reads a CSV file in the code page of its country."""


@dataclass(frozen=True)
class ExportLayout:
    """How the rows of one export are written; `columns` are those of CSV, JSON lines have all attributes."""

    format: ExportFormat
    columns: Sequence[str]

    @property
    def csv_columns(self) -> tuple[str, ...]:
        """The columns of CSV: beside each account one whose text no spreadsheet takes for a number."""
        return tuple(made for name in self.columns for made in ((name, ACCOUNT_TEXT) if name == "account" else (name,)))

    @property
    def content_type(self) -> str:
        """The media type of the file."""
        return "text/csv; charset=utf-8" if self.format == "csv" else "application/x-ndjson"

    @property
    def head(self) -> str:
        """What comes before the rows: the mark of UTF-8 and the columns' names in CSV, nothing in JSON lines."""
        return f"{BYTE_ORDER_MARK}{_csv_line(self.csv_columns, csv.QUOTE_MINIMAL)}" if self.format == "csv" else ""

    def line(self, row: dict[str, Any]) -> str:
        """One row, with its end of line."""
        if self.format == "csv":
            return _csv_line([_cell(_read_by_people(row, column)) for column in self.csv_columns])
        return json.dumps(row, ensure_ascii=False, default=json_default) + "\n"


@dataclass(frozen=True)
class ExportRequest:
    """What is exported: a query and how it is read, the list its cursors belong to, and how a stored row is shown."""

    query: ListQuery
    plan: ReadPlan
    list_name: str
    layout: ExportLayout
    show: Callable[[dict[str, Any]], dict[str, Any]]


def json_default(value: object) -> str:
    """What JSON has no type for, as text: bytes, which rows of older systems may have, as Base64."""
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _read_by_people(row: dict[str, Any], column: str) -> Any:
    """What a column of CSV has of a row: a severity as a word, an account in words too, all else as it is."""
    value = row.get(column)
    if column == "severity" and isinstance(value, int) and value in tuple(Severity):
        return Severity(value).word
    if column == ACCOUNT_TEXT and (account := row.get("account")):
        name = row.get("account_name")
        return f"{name} ({account})" if name else f"account {account}"
    return value


def _cell(value: Any) -> str | float | None:
    """A number stays one; all else becomes text, which is quoted, so that an account's leading zeros stay."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=json_default)
    risky = text.startswith(_LEADING) or text.lstrip().startswith(_FORMULA)
    return _INNER_FORMULA.sub(r"\1'", f"'{text}" if risky else text)


def _csv_line(cells: Sequence[str | float | None], quoting: Literal[0, 4] = csv.QUOTE_STRINGS) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=quoting).writerow(cells)
    return line.getvalue()
