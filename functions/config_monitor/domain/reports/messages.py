"""The message of a report: short, and answered in ten seconds; its thread has every section."""

from collections.abc import Iterable, Iterator

from config_monitor.domain.events import Severity, duration_words, parse_instant
from config_monitor.domain.notifications import (
    Image,
    Line,
    Notification,
    Section,
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
    so_far,
    sparkline,
    title,
)
from config_monitor.domain.reports.incidents_section import incidents_words
from config_monitor.domain.reports.report import AccountLine, Chart, Report, Task
from config_monitor.domain.reports.report_links import ReportLinks, link_lines
from config_monitor.domain.reports.retired_section import retirement_lines

NAMES = 5


def report_notification(report: Report, links: ReportLinks, charts: Iterable[Chart]) -> Notification:
    """The message itself: at most a dozen lines, whatever the report holds."""
    return Notification(
        headline=title(report),
        state="report",
        warning=_warning(report),
        sections=tuple(_sections(report)),
        links=link_lines(links),
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
        links=link_lines(links),
        summary=(line(f"{percent(report.score)} comply"),),
    )


def _sections(report: Report) -> Iterator[Section]:
    remarks = [line(remark) for remark in report.remarks]
    first = (_score(report), _trend(report), _changes(report), _open(report), coverage_line(report), *remarks)
    yield Section(lines=tuple(made for made in first if made.spans))
    yield from retirement_lines(report.retired, report.to_retire)
    if report.declining:
        names = [code(report.account_line(account).called) for account in list(report.declining)[:NAMES]]
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
    new = line(strong(f"{figures.new:,} new"), *_worst_new(report).spans)
    changed = line(f"{since}: ", *new.spans, f"{again}, ", strong(f"{figures.resolved:,} resolved"), how)
    return joined([changed, line(incidents_words(report))], " · ")


def _worst_new(report: Report) -> Line:
    """The worst of the new violations; the thread names them all."""
    worst = next((row for row in report.list_of("new") if row.kind == "violation"), None)
    if worst is None:
        return line()
    account = text(report.account_line(worst.account).called, 80)
    return line(f" ({Severity(worst.severity).word} ", code(worst.what, 80), " in ", account, ")")


def _open(report: Report) -> Line:
    figures = report.figures
    of = severities(figures.open_by_severity)
    excepted = f" · {figures.excepted:,} under an exception" if figures.excepted else ""
    late = f" · {figures.overdue:,} overdue" if figures.overdue else ""
    return line(strong(f"{figures.non_compliant:,} open"), f": {of}" if of else "", late, excepted)


def _task(task: Task, report: Report) -> Line:
    owner = report.account_line(task.account)
    contact = f" → #{owner.contact}" if owner.contact else ""
    late = f", {task.overdue:,} overdue," if task.overdue else ""
    number = f" {task.open:,} {Severity(task.severity).word}{late} in "
    return line("• ", code(task.what, 80), number, text(owner.called, 80), contact)


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
    names = joined([line(code(account.called)) for account in missing[:NAMES]], ", ")
    more = f" and {len(missing) - NAMES} more" if len(missing) > NAMES else ""
    verb = "is" if len(missing) == 1 else "are"
    warning = f"⚠️ {counted(len(missing), 'account')} could not be read and {verb} not in these figures: "
    return line(warning, *names.spans, more)


def _footer(report: Report, links: ReportLinks) -> Line:
    detect, resolve, unknown = report.figures.time_to_detect, report.figures.time_to_resolve, report.figures.unknown
    times = [
        f"{done} in {duration_words(mean)}"
        for done, mean in (("detected", detect), ("fixed", resolve))
        if mean is not None
    ]
    parts = [
        so_far(report.period),
        f"{' and '.join(times)} on average" if times else "",
        f"{counted(unknown, 'pair')} changed too often to be counted whole" if unknown else "",
        f"days in {report.period.zone}",
        f"links end at {parse_instant(links.end):%d %b %H:%M} UTC or before" if links.end else "",
    ]
    return line(text(" · ".join(filter(None, parts))))


def _summary(report: Report) -> Line:
    figures = report.figures
    missing = f"; {counted(len(report.missing), 'account')} missing" if report.missing else ""
    again = f"{figures.reopened:,} opened again, " if figures.reopened else ""
    return line(
        f"{percent(report.score)} of {counted(figures.counted, 'pair')} comply, {figures.new:,} new, {again}"
        f"{figures.resolved:,} resolved, {figures.non_compliant:,} open{missing}"
    )
