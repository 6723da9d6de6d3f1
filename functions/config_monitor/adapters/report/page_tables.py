"""The tables of a report's page: everything the message had to cut."""

from collections.abc import Iterable
from dataclasses import dataclass

from config_monitor.adapters.report.formatting import moved, percent
from config_monitor.domain.events import Severity, between, duration_words, one_line
from config_monitor.domain.reports import AccountLine, OpenViolation, Report


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and, where it is a number, what it is sorted by."""

    text: str
    sort: float | None = None


@dataclass(frozen=True)
class Table:
    """A table; `heads` says of each column whether it holds numbers."""

    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    note: str = ""


def tables(report: Report) -> list[Table]:
    """The tables that have rows, the most useful first."""
    found = (
        _accounts(report),
        _rules(report),
        _types(report),
        _oldest(report),
        _not_notified(report),
        _expiring(report),
    )
    return [table for table in (*found, _exceptions(report), _not_heard(report), _unrated(report)) if table.rows]


def _accounts(report: Report) -> Table:
    heads = _heads("Account", "#Score", "#7 days", "#Pairs", "#Open", "#New", "#Resolved", "#Exceptions")
    return Table("Accounts", heads, [_account(line, report) for line in report.accounts])


def _account(line: AccountLine, report: Report) -> list[Cell]:
    mark = "▼ " if line.account in report.declining else ""
    figures = line.figures
    if figures is None:
        return [Cell(f"{one_line(line.title)}: missing"), *(Cell("?", -1) for _ in range(7))]
    return [
        Cell(f"{mark}{one_line(line.title)}"),
        Cell(percent(line.score), -1 if line.score is None else line.score),
        Cell(moved(line.change), line.change or 0),
        *_numbers(
            figures.counted, figures.non_compliant, figures.new + figures.reopened, figures.resolved, figures.excepted
        ),
    ]


def _rules(report: Report) -> Table:
    heads = _heads("Rule", "#Severity", "#Open", "#New", "#Opened again", "#Resolved")
    ordered = sorted(report.figures.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))
    rows = [
        [Cell(one_line(name)), _severity(r.severity), *_numbers(r.open, r.new, r.reopened, r.resolved)]
        for name, r in ordered
    ]
    return Table("Rules", heads, rows)


def _types(report: Report) -> Table:
    ordered = sorted(report.figures.resource_types.items(), key=lambda kind: (-kind[1], kind[0]))
    rows = [[Cell(one_line(kind)), *_numbers(number)] for kind, number in ordered]
    return Table("Resource types", _heads("Resource type", "#Open"), rows)


def _oldest(report: Report) -> Table:
    end = report.period.span.end
    rows = []
    for violation in report.figures.oldest:
        age = between(violation.opened_at, end)
        rows.append([Cell(duration_words(age), age.total_seconds()), *_named(violation), _severity(violation.severity)])
    heads = _heads("#Open for", "Resource", "Resource type", "Rule", "Account", "Region", "#Severity")
    return Table("Open longest", heads, rows)


def _not_notified(report: Report) -> Table:
    quiet = [(name, rule) for name, rule in report.figures.rules.items() if rule.not_notified]
    ordered = sorted(quiet, key=lambda named: (-named[1].severity, -named[1].not_notified, named[0]))
    rows = [[Cell(one_line(name)), _severity(rule.severity), *_numbers(rule.not_notified)] for name, rule in ordered]
    rows += [
        [Cell(f"{one_line(e.title)} ({one_line(e.source)})"), _severity(e.severity), *_numbers(e.count)]
        for e in report.other_events
    ]
    note = "Opened in the period below the threshold for an immediate alert."
    return Table("Not told at once", _heads("Rule or event", "#Severity", "#Number"), rows, note)


def _expiring(report: Report) -> Table:
    heads = _heads("Until", "Resource", "Resource type", "Rule", "Account", "Region")
    rows = [[Cell((v.excepted_until or "")[:10]), *_named(v)] for v in report.figures.expiring]
    return Table("Exceptions that end within 14 days", heads, rows)


def _exceptions(report: Report) -> Table:
    rows = []
    for e in report.exceptions:
        texts = (e.rule, e.resource, e.owner, e.reason, e.expires, e.state)
        rows.append([*(Cell(one_line(text)) for text in texts), *_numbers(e.violations)])
    heads = _heads("Rule", "Resource", "Owner", "Reason", "Last day", "State", "#Violations")
    return Table("Exceptions in the policy", heads, rows, "Unused ones match nothing that is open, so they can go.")


def _not_heard(report: Report) -> Table:
    rows = [[Cell(kind), Cell(place)] for kind, places in report.not_heard for place in places]
    return Table("Not heard, or not recording", _heads("What", "Account and region"), rows)


def _unrated(report: Report) -> Table:
    rows = [[Cell(one_line(rule))] for rule in report.unrated_rules]
    note = "Neither the catalogue nor the policy rates these; they count as medium until the policy does."
    return Table("Rules without a severity of their own", _heads("Rule"), rows, note)


def _heads(*names: str) -> list[tuple[str, bool]]:
    """Column heads; a leading `#` marks a column of numbers."""
    return [(name.removeprefix("#"), name.startswith("#")) for name in names]


def _numbers(*numbers: int) -> Iterable[Cell]:
    return [Cell(f"{number:,}", number) for number in numbers]


def _severity(severity: int) -> Cell:
    return Cell(Severity(severity).word, severity)


def _named(violation: OpenViolation) -> list[Cell]:
    parts = (
        violation.resource_id,
        violation.resource_type,
        violation.rule,
        violation.account,
        violation.region,
    )
    return [Cell(one_line(part)) for part in parts]
