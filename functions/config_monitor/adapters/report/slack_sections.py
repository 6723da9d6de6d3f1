"""What a report's message says, section by section: the answer first, then lists; foreign names are made inert."""

from collections.abc import Iterator

from config_monitor.adapters.report.formatting import counted, moved, percent, severities, sparkline
from config_monitor.adapters.slack.mrkdwn import escape_mrkdwn, mrkdwn
from config_monitor.domain.events import Severity, between, duration_words
from config_monitor.domain.notifications import code as code_span
from config_monitor.domain.notifications import line
from config_monitor.domain.policy import ExceptionStatus
from config_monitor.domain.reports import AccountLine, Figures, OpenViolation, Report, RuleFigures

SHOWN = 12
Section = tuple[str, list[str], int]


def headline(report: Report) -> str:
    """The score, where it is going, and who pulls it down."""
    figures = report.figures
    score = f"*{percent(report.score)}* of {counted(figures.counted, 'pair')} of rule and resource comply"
    week, month = moved(report.change(7)), moved(report.change(28))
    moves = " · ".join(filter(None, [week and f"{week} points in 7 days", month and f"{month} in 4 weeks"]))
    line = sparkline(report.points)
    drawn = f"`{line}`" if len(line.replace("·", "")) > 1 else ""
    names = {account.account: _title(account) for account in report.accounts}
    falling = ", ".join(names[a] for a in list(report.declining)[:SHOWN])
    declining = f"🔻 Declining by more than {report.margin:g} points in 7 days: {falling}" if falling else ""
    return "\n".join(filter(None, [score, "  ".join(filter(None, [drawn, moves])), declining]))


def warning(report: Report) -> str:
    """Which accounts could not be read; empty when all could."""
    missing = report.missing
    if not missing:
        return ""
    names = ", ".join(_title(line) for line in missing[:SHOWN])
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    verb = "is" if len(missing) == 1 else "are"
    return f"⚠️ *{counted(len(missing), 'account')} could not be read* and {verb} not in these figures: {names}{more}"


def sections(report: Report) -> Iterator[Section]:
    """A heading, its lines and how many of them to show; those without lines are to be left out."""
    figures = report.figures
    yield "", _movement(figures), SHOWN
    yield "*Accounts*, lowest scores first", account_lines(report), SHOWN
    yield "*Most violated rules*", rule_lines(figures), SHOWN
    types = sorted(figures.resource_types.items(), key=lambda kind: (-kind[1], kind[0]))
    yield "*Most violating resource types*", [f"{code(name)}  {n:,} open" for name, n in types], 5
    end = report.period.span.end
    oldest = [f"{duration_words(between(v.opened_at, end))}  {_named(v)}" for v in figures.oldest]
    yield "*Open longest*", oldest, 5
    yield "*Not told at once*", [*_not_notified(figures), *_others(report)], SHOWN
    expiring = [f"{_named(v)}  until {(v.excepted_until or '')[:10]}" for v in figures.expiring]
    yield "*Exceptions that end within 14 days*", expiring, 5
    yield "*Exceptions in the policy to look at*", [_exception(due) for due in report.due_exceptions], 5
    yield "*Not heard, or not recording*", [_not_heard(*kind) for kind in report.not_heard], SHOWN
    yield "*Rules without a severity of their own*", [code(rule) for rule in report.unrated_rules], 10


def _exception(due: ExceptionStatus) -> str:
    words = {"expiring": f"ends on {due.expires}", "expired": f"ended on {due.expires}", "unused": "nothing needs it"}
    needed = f", {counted(due.violations, 'violation')}" if due.violations else ""
    state, owner = words.get(due.state, due.state), escape_mrkdwn(due.owner)
    return f"{code(due.rule)} on {code(due.resource)}: {state}{needed} ({owner})"


def _not_heard(kind: str, places: list[str]) -> str:
    more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    return f"⚠️ {kind}: {escape_mrkdwn(', '.join(places[:SHOWN]))}{more}"


def account_lines(report: Report) -> list[str]:
    """A line for each account."""
    return [_account_line(line, report) for line in report.accounts]


def rule_lines(figures: Figures) -> list[str]:
    """A line for each rule, the most violated first."""
    ordered = sorted(figures.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))
    return [_rule_line(name, rule) for name, rule in ordered]


def _movement(figures: Figures) -> list[str]:
    again = f", *{figures.reopened:,}* opened again" if figures.reopened else ""
    resolved = f"*{figures.resolved:,}* resolved ({figures.fixed:,} fixed, {figures.removed:,} removed)"
    open_now = severities(figures.open_by_severity)
    exceptions = f" · *{figures.excepted:,}* with an exception" if figures.excepted else ""
    detect, resolve = figures.time_to_detect, figures.time_to_resolve
    means = [
        f"known after {duration_words(detect)}" if detect is not None else "",
        f"fixed after {duration_words(resolve)}" if resolve is not None else "",
    ]
    mean = ", ".join(filter(None, means))
    lines = [
        f"*{figures.new:,}* new{again} · {resolved}",
        f"*{figures.non_compliant:,}* open{f': {open_now}' if open_now else ''}{exceptions}",
        f"On average {mean}" if mean else "",
    ]
    return list(filter(None, lines))


def _account_line(line: AccountLine, report: Report) -> str:
    if line.figures is None:
        return f"⚠️ {_title(line)}  *missing*"
    mark = "🔻 " if line.account in report.declining else ""
    change = moved(line.change)
    opened = line.figures.new + line.figures.reopened
    news = f"{opened:,} new, {line.figures.resolved:,} resolved" if opened or line.figures.resolved else ""
    score = f"*{percent(line.score)}* of {line.figures.counted:,}{f' ({change})' if change else ''}"
    return "  ".join(filter(None, [f"{mark}{_title(line)}", score, news]))


def _title(line: AccountLine) -> str:
    return f"{escape_mrkdwn(line.name, 60)} {code(line.account)}" if line.name else code(line.account)


def _rule_line(name: str, rule: RuleFigures) -> str:
    opened = rule.new + rule.reopened
    parts = [f"{rule.open:,} open", f"{opened:,} new" if opened else ""]
    parts += [f"{rule.resolved:,} resolved" if rule.resolved else "", _severity(rule.severity)]
    return f"{code(name)}  {', '.join(filter(None, parts))}"


def _named(violation: OpenViolation) -> str:
    return f"{code(violation.resource_id, 80)} {code(violation.rule, 80)} in {code(violation.account)}"


def _not_notified(figures: Figures) -> list[str]:
    quiet = [(name, rule) for name, rule in figures.rules.items() if rule.not_notified]
    ordered = sorted(quiet, key=lambda named: (-named[1].severity, -named[1].not_notified, named[0]))
    return [f"{counted(r.not_notified, 'violation')} of {code(name)}, {_severity(r.severity)}" for name, r in ordered]


def _others(report: Report) -> list[str]:
    return [
        (f"{event.count:,} × " if event.count > 1 else "")
        + f"{escape_mrkdwn(event.title, 150)}, {_severity(event.severity)}"
        for event in report.other_events
    ]


def _severity(severity: int) -> str:
    return f"_{Severity(severity).word}_"


def code(name: str, limit: int = 200) -> str:
    """A name as a code span in mrkdwn."""
    return mrkdwn(line(code_span(name, limit)))
