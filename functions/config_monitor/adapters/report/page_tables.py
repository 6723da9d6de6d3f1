"""The sections of a report as tables of its page."""

from dataclasses import dataclass

from config_monitor.domain.reports import NUMBERS, Column, Report, ReportSection, Value, counted, shown

# Browsers sort and filter so many rows at once; the CSV file has all.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Cell:
    """What a cell shows; `sort` is its value where it is a number, `url` where it leads."""

    text: str
    sort: float | None = None
    url: str = ""


@dataclass(frozen=True)
class PageTable:
    """A table; `heads` says of each column whether it holds numbers, `number` how many rows the section has.

    `query` is the request of the API that has the same rows; empty where none has.
    """

    key: str
    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    number: str
    note: str
    query: str


def tables(sections: list[ReportSection], report: Report) -> list[PageTable]:
    """A table for each section."""
    return [_table(section, report) for section in sections]


def _table(section: ReportSection, report: Report) -> PageTable:
    """Columns in which no row has a value are left out: lists are as wide as a screen without them."""
    rows = section.rows[:MOST_ROWS]
    filled = [at for at in range(len(section.columns)) if not rows or any(row[at] not in (None, "") for row in rows)]
    columns = [section.columns[at] for at in filled]
    return PageTable(
        key=section.key,
        caption=section.title,
        heads=[(column.title, column.kind in NUMBERS) for column in columns],
        rows=[[_cell(row[at], section.columns[at]) for at in filled] for row in rows],
        number=section.number,
        note=_note(section),
        query=_query(section, report),
    )


def _query(section: ReportSection, report: Report) -> str:
    """The API's rows are those of the report over all accounts; a team's report is a part of them."""
    if not section.is_list or report.team:
        return ""
    return f"GET /compliance/reports/{report.period.kind}/{report.period.last}?list={section.key}"


def _note(section: ReportSection) -> str:
    more = len(section.rows) - MOST_ROWS
    rest = f"The first {MOST_ROWS:,} rows; {counted(more, 'more row')} in the CSV file." if more > 0 else ""
    return " ".join(filter(None, (section.note, rest)))


def _cell(value: Value, column: Column) -> Cell:
    if column.kind == "link" and value:
        return Cell("open", url=str(value))
    if column.kind not in NUMBERS:
        return Cell(shown(value, column))
    return Cell(shown(value, column), value if isinstance(value, int | float) else -1)
