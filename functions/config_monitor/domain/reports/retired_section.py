"""What a report says, once, of accounts and regions that were retired, and of those that wait for a person."""

from collections.abc import Iterator

from config_monitor.domain.notifications import Line, Section, code, joined, line
from config_monitor.domain.reports.formatting import counted
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.retired import RetiredAccount
from config_monitor.domain.reports.section import Column, ReportSection, Value

NAMES = 5


def retirement_lines(retired: list[RetiredAccount], waiting: list[RetiredAccount]) -> Iterator[Section]:
    """One line for what was retired, one for what waits; nothing where there is neither."""
    whole = [one for one in retired if one.whole]
    parts = [one for one in retired if not one.whole]
    lines = [
        *_named(whole, f"🗄 {counted(len(whole), 'account')} retired: ", ""),
        *_named(parts, f"🗄 Regions retired in {counted(len(parts), 'account')}: ", ""),
        *_named(
            waiting,
            f"⚠️ {counted(len(waiting), 'account')} left, too many at once to be retired without a person: ",
            " (`make retire`)",
        ),
    ]
    if lines:
        yield Section(lines=tuple(lines))


def retired_section(report: Report) -> ReportSection:
    """All that were retired."""
    note = "Nothing more is expected of them: their violations and incidents have ended, their history ages out."
    return ReportSection("retired", "Retired", _COLUMNS, [_row(one) for one in report.retired], note)


def left_section(report: Report) -> ReportSection:
    """All that wait for a person."""
    note = (
        "Too many at once look like a fault of the aggregator or the agents; `make retire` retires those that are left."
    )
    rows = [_row(one)[:3] for one in report.to_retire]
    return ReportSection("waiting", "Left, and waiting for a person", _COLUMNS[:3], rows, note)


_COLUMNS = (
    *(Column("Account", "name"), Column("Regions"), Column("Reason")),
    *(Column("Violations", "count", "open violations ended"), Column("Incidents", "count", "open incidents ended")),
)


def _row(one: RetiredAccount) -> tuple[Value, ...]:
    return (one.title, ", ".join(one.regions), one.reason, one.open_violations, one.open_incidents)


def _named(accounts: list[RetiredAccount], before: str, after: str) -> Iterator[Line]:
    if accounts:
        shown = [one.title if one.whole else f"{one.title} {', '.join(one.regions)}" for one in accounts[:NAMES]]
        more = f" and {len(accounts) - NAMES:,} more" if len(accounts) > NAMES else ""
        yield line(before, *joined([line(code(name)) for name in shown], ", ").spans, more, after)
