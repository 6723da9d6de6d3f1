"""A section of a report: a title, columns and rows of values, which each renderer formats by the kind of column."""

from dataclasses import dataclass
from typing import Literal

from config_monitor.domain.reports.report_rows import LISTS

Kind = Literal["text", "name", "count", "percent", "points", "severity", "seconds", "date", "link"]
Value = str | int | float | None
NUMBERS: frozenset[Kind] = frozenset({"count", "percent", "points", "severity", "seconds"})


@dataclass(frozen=True)
class Column:
    """A column; `unit` is the word after its values where they stand in a line of text without a heading.

    Kinds: `percent` 0 to 100, `points` a change of the score, `severity` 0 to 5, `seconds` a duration, `date` an
    instant of which the day is shown, `name` something that people copy, `link` an address.
    """

    title: str
    kind: Kind = "text"
    unit: str = ""


@dataclass(frozen=True)
class ReportSection:
    """A section with rows; `key` is its name in links and files, `note` says what its rows have in common.

    Those that are not `in_thread` are on the page alone.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Value, ...]]
    note: str = ""
    in_thread: bool = True
    kinds: str = ""

    @property
    def number(self) -> str:
        """How many rows it has, by their kinds where there are several: incidents are in lists and in no figure."""
        return self.kinds or f"{len(self.rows):,}"

    @property
    def is_list(self) -> bool:
        """Whether it lists violations and incidents."""
        return self.key in LISTS
