"""The thread of a report's message: every section, in as many messages as they take."""

from collections.abc import Iterable, Iterator

from config_monitor.domain.notifications import Line, Notification, Section, code, joined, line, strong, text
from config_monitor.domain.reports.formatting import shown
from config_monitor.domain.reports.report_links import ReportLinks, link_lines
from config_monitor.domain.reports.section import Column, ReportSection, Value

LISTED_ROWS, ROWS = 20, 500
# A message stays well below what any notifier takes: so many lines and characters of them.
LINES_A_MESSAGE, CHARACTERS_A_MESSAGE = 40, 6_000


def thread_notifications(parts: Iterable[Section], links: ReportLinks) -> tuple[Notification, ...]:
    """The messages of the thread: the parts of its sections in their order, in as many messages as they take."""
    messages: list[Notification] = []
    held: list[Section] = []
    lines = characters = 0
    for part in parts:
        size = sum(len(made.text) + 4 for made in part.lines)
        if held and (lines + len(part.lines) > LINES_A_MESSAGE or characters + size > CHARACTERS_A_MESSAGE):
            messages.append(_reply(held, links))
            held, lines, characters = [], 0, 0
        held.append(part)
        lines, characters = lines + len(part.lines), characters + size
    return (*messages, _reply(held, links)) if held else tuple(messages)


def _reply(sections: list[Section], links: ReportLinks) -> Notification:
    headings = [part.heading.text.partition(" (")[0].partition(",")[0] for part in sections if part.heading]
    return Notification(
        headline=", ".join(headings) or "Continued", state="report", sections=tuple(sections), links=link_lines(links)
    )


def thread_parts(section: ReportSection) -> list[Section]:
    """A section in parts that fit a message: of lists of violations the worst rows alone, of others all."""
    if not section.in_thread:
        return []
    most = LISTED_ROWS if section.is_list else ROWS
    lines = [_row(row, section.columns) for row in section.rows[:most]]
    more = len(section.rows) - len(lines)
    if more:
        lines.append(line(f"and {more:,} more"))
    heading = line(strong(f"{section.title} ({section.number})"))
    return [Section(heading=None if number else heading, lines=tuple(part)) for number, part in enumerate(_cut(lines))]


def _cut(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines in portions of which each fits one section of a message."""
    part: list[Line] = []
    for made in lines:
        if part and (len(part) == LINES_A_MESSAGE or sum(len(held.text) + 9 for held in [*part, made]) > 2_400):
            yield part
            part = []
        part.append(made)
    if part:
        yield part


def _row(row: tuple[Value, ...], columns: tuple[Column, ...]) -> Line:
    """A row as a line of text: values without content, zeros and links are left out."""
    values = joined((_value(value, column) for value, column in zip(row, columns, strict=True)), " · ")
    return line("• ", *values.spans)


def _value(value: Value, column: Column) -> Line:
    if column.kind == "link" or (column.kind == "count" and not value):
        return line()
    cell = shown(value, column)
    if column.kind == "name":
        return line(code(cell, 120))
    unit = f" {column.unit}" if cell and column.unit else ""
    return line(text(f"{cell}{unit}", 200))
