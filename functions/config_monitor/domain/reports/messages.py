"""A report as notifications: one short message that answers in ten seconds, and its thread with every section."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config_monitor.domain.events import Severity, duration_words, parse_instant
from config_monitor.domain.notifications import (
    Image,
    Line,
    Notification,
    Section,
    Span,
    code,
    joined,
    line,
    strong,
    text,
)
from config_monitor.domain.reports.coverage_section import coverage_line
from config_monitor.domain.reports.formatting import (
    counted,
    moved,
    percent,
    severities,
    shown,
    so_far,
    sparkline,
    title,
)
from config_monitor.domain.reports.report import AccountLine, Chart, Report, Task
from config_monitor.domain.reports.retired_section import retirement_lines
from config_monitor.domain.reports.section import Column, ReportSection, Value

NAMES, LISTED_ROWS, ROWS = 5, 20, 500
# A thread's message stays well below what any notifier takes: so many lines and characters of them.
LINES_A_MESSAGE, CHARACTERS_A_MESSAGE = 40, 6_000


@dataclass(frozen=True)
class ReportLinks:
    """Where the page and the CSV file of a report are, by links that work until `end` at most; None without a bucket.

    `address` is where the page lies as long as it is kept, for whoever may read the bucket.
    """

    page: str | None = None
    csv: str | None = None
    end: str | None = None
    address: str | None = None


def report_notification(report: Report, links: ReportLinks, charts: Iterable[Chart]) -> Notification:
    """The message itself: at most a dozen lines, whatever the report holds."""
    return Notification(
        headline=title(report),
        state="report",
        warning=_warning(report),
        sections=tuple(_sections(report)),
        links=_links(links),
        notes=(_footer(report, links),),
        summary=(_summary(report),),
        images=tuple(
            Image(name=f"{c.name}.png", title=c.title, alternative=c.alternative, png=c.png, url=c.link) for c in charts
        ),
    )


def bare_notification(report: Report, links: ReportLinks) -> Notification:
    """What is sent when the message itself fails: the score, which parts are left out, and the links."""
    kind, last = report.period.kind.title(), report.period.last
    return Notification(
        headline=f"{kind} compliance report, {last}",
        state="report",
        warning=_left_out(report),
        sections=(Section(lines=(line(strong(percent(report.score)), " of pairs of rule and resource comply"),)),),
        links=_links(links),
        summary=(line(f"{percent(report.score)} comply"),),
    )


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


def _links(links: ReportLinks) -> tuple[Line, ...]:
    """Our own presigned addresses, longer than those that `link` takes of others."""
    named = ((links.page, "Open the full report"), (links.csv, "All rows as CSV"), (links.address, "In the bucket"))
    made = joined((line(Span(text=words, style="link", url=url)) for url, words in named if url), " · ")
    return (made,) if made.spans else ()


def _reply(sections: list[Section], links: ReportLinks) -> Notification:
    headings = [part.heading.text for part in sections if part.heading]
    return Notification(
        headline=", ".join(headings) or "Continued", state="report", sections=tuple(sections), links=_links(links)
    )


def _sections(report: Report) -> Iterator[Section]:
    remarks = [line(remark) for remark in report.remarks]
    first = (_score(report), _trend(report), _changes(report), _open(report), coverage_line(report), *remarks)
    yield Section(lines=tuple(made for made in first if made.spans))
    yield from retirement_lines(report.retired, report.to_retire)
    if report.declining:
        names = [code(report.account_line(account).title) for account in list(report.declining)[:NAMES]]
        more = len(report.declining) - NAMES
        falling = joined([line(name) for name in names], ", ")
        rest = f" and {more} more" if more > 0 else ""
        yield Section(
            lines=(line(f"🔻 Declining by more than {report.margin:g} points in 7 days: ", *falling.spans, rest),)
        )
    if tasks := report.first_tasks:
        yield Section(heading=line(strong("Do first")), lines=tuple(_task(task, report) for task in tasks))


def _score(report: Report) -> Line:
    pairs = counted(report.figures.counted, "pair")
    moves = [(moved(report.change(days)), words) for days, words in ((7, "in 7 days"), (28, "in 4 weeks"))]
    changes = "".join(f" · {change} {words}" for change, words in moves if change)
    return line(strong(percent(report.score)), f" of {pairs} of rule and resource comply{changes}")


def _trend(report: Report) -> Line:
    drawn = sparkline(report.points)
    return line(code(drawn)) if len(drawn.replace("·", "")) > 1 else line()


def _changes(report: Report) -> Line:
    """What changed in the period, in one sentence."""
    figures = report.figures
    since = "Since yesterday" if report.period.kind == "daily" else "In the week"
    again = f", {figures.reopened:,} opened again" if figures.reopened else ""
    how = f" ({figures.fixed:,} fixed, {figures.removed:,} removed)" if figures.resolved else ""
    changed = line(
        f"{since}: ", strong(f"{figures.new:,} new"), f"{again}, ", strong(f"{figures.resolved:,} resolved"), how
    )
    return joined([changed, line(_incidents(report))], " · ")


def _incidents(report: Report) -> str:
    """Incidents, which are in no figure of violations: `incidents 2 new, 1 ended, 3 open`; empty without any."""
    counts = Counter(row.list for row in report.rows if row.kind == "incident")
    began = counts["new"] + counts["reopened"]
    named = [(began, "new"), (counts["resolved"], "ended"), (counts["open"], "open")]
    numbers = ", ".join(f"{number:,} {word}" for number, word in named if number)
    return f"incidents {numbers}" if numbers else ""


def _open(report: Report) -> Line:
    figures = report.figures
    of = severities(figures.open_by_severity)
    overdue = len(report.list_of("overdue"))
    excepted = f" · {figures.excepted:,} under an exception" if figures.excepted else ""
    late = f" · {overdue:,} overdue" if overdue else ""
    return line(strong(f"{figures.non_compliant:,} open"), f": {of}" if of else "", late, excepted)


def _task(task: Task, report: Report) -> Line:
    owner = report.account_line(task.account)
    contact = f" → #{owner.contact}" if owner.contact else ""
    number = f" {task.open:,} {Severity(task.severity).word} in "
    return line("• ", code(task.what, 80), number, text(owner.title, 80), contact)


def _warning(report: Report) -> Line | None:
    """What the report lacks; None when it lacks nothing."""
    warnings = [warning for warning in (_missing(report), _left_out(report)) if warning]
    return joined(warnings, " · ") if warnings else None


def _left_out(report: Report) -> Line | None:
    """Which parts failed; None when none did."""
    names = report.left_out
    if not names:
        return None
    more = f" and {len(names) - NAMES:,} more" if len(names) > NAMES else ""
    shown = joined([line(text(name, 80)) for name in names[:NAMES]], ", ")
    return line("⚠️ Left out, since it failed: ", *shown.spans, more, " (the function's log says why)")


def _missing(report: Report) -> Line | None:
    """Which accounts could not be read; None when all could."""
    missing: list[AccountLine] = report.missing
    if not missing:
        return None
    names = joined([line(code(account.title)) for account in missing[:NAMES]], ", ")
    more = f" and {len(missing) - NAMES} more" if len(missing) > NAMES else ""
    verb = "is" if len(missing) == 1 else "are"
    warning = f"⚠️ {counted(len(missing), 'account')} could not be read and {verb} not in these figures: "
    return line(warning, *names.spans, more)


def _footer(report: Report, links: ReportLinks) -> Line:
    detect, resolve, unknown = report.figures.time_to_detect, report.figures.time_to_resolve, report.figures.unknown
    parts = [
        so_far(report.period),
        f"known after {duration_words(detect)}" if detect is not None else "",
        f"fixed after {duration_words(resolve)}" if resolve is not None else "",
        f"{counted(unknown, 'pair')} changed too often to be counted whole" if unknown else "",
        f"days in {report.period.zone}",
        f"links end at {parse_instant(links.end):%d %b %H:%M} UTC or before" if links.end else "",
    ]
    return line(text(" · ".join(filter(None, parts))))


def _summary(report: Report) -> Line:
    figures = report.figures
    missing = f"; {counted(len(report.missing), 'account')} missing" if report.missing else ""
    return line(
        f"{percent(report.score)} of {counted(figures.counted, 'pair')} comply, {figures.new:,} new, "
        f"{figures.resolved:,} resolved, {figures.non_compliant:,} open{missing}"
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
    heading = line(strong(f"{section.title} ({len(section.rows):,})"))
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
