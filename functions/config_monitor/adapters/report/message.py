"""A report as a Slack message: understood in ten seconds, within Slack's limits, whatever the names in it hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from config_monitor.adapters.report.words import (
    counted,
    moved,
    percent,
    severities,
    so_far,
    sparkline,
    title,
)
from config_monitor.domain.figures import Figures, OpenViolation, RuleFigures
from config_monitor.domain.report import AccountLine, Chart, Report
from config_monitor.domain.severity import Severity
from config_monitor.domain.times import between, duration_words
from config_monitor.domain.untrusted import one_line

Block = dict[str, Any]

# Slack takes 3,000 characters in a section; the sum over all blocks is not documented and refuses from 11,300 on.
SECTION, MESSAGE = 2900, 9500
SHOWN = 12


def escaped(text: str, limit: int = 150) -> str:
    """Foreign text for mrkdwn: one line, without markup, links or mentions."""
    line = one_line(text, limit)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str, limit: int = 150) -> str:
    """Foreign text as a code span that it cannot leave."""
    return f"`{escaped(text, limit).replace('`', chr(0x2CB))}`"


def summary(report: Report) -> str:
    """The message in one line, for notifications and for clients that show no blocks."""
    figures = report.figures
    missing = f"; {counted(len(report.missing), 'account')} missing" if report.missing else ""
    return escaped(
        f"{title(report)}: {percent(report.score)} of {figures.counted:,}, {figures.new:,} new, "
        f"{figures.resolved:,} resolved, {figures.non_compliant:,} open{missing}",
        500,
    )


def message(report: Report, link: str | None, images: Iterable[Chart] = (), lifetime: str = "") -> list[Block]:
    """The blocks of a report; `images` are charts to show by their links, for Slack cannot take files by webhook."""
    blocks = [_header(report), *(_section(text) for text in _sections(report) if text)]
    shown, cut = _fitted(blocks)
    pictures = [
        {"type": "image", "image_url": c.link, "alt_text": c.alternative, "title": _plain_text(c.title)}
        for c in images
        if c.link
    ]
    notes = _notes(report, cut, lifetime if link else "")
    button = f"<{link}|Open the full report>" if link else ""
    footer = " · ".join(filter(None, [button, *notes]))
    return [*shown, *pictures, *([{"type": "context", "elements": [_mrkdwn(footer)]}] if footer else [])]


def details(report: Report) -> list[Block]:
    """Every account and rule that the message itself had no room for; empty when it had."""
    if len(report.accounts) <= SHOWN and len(report.figures.rules) <= SHOWN:
        return []
    accounts = [_account_line(line, report) for line in report.accounts]
    rules = [_rule_line(name, rule) for name, rule in _by_open(report.figures)]
    parts = [*_split("*All accounts*", accounts), *_split("*All rules*", rules)]
    return _fitted([_section(part) for part in parts])[0]


def _header(report: Report) -> Block:
    return {"type": "header", "text": _plain_text(title(report))}


def _sections(report: Report) -> Iterator[str]:
    yield _headline(report)
    yield _missing(report)
    yield _movement(report.figures)
    yield _listed("*Accounts*, lowest scores first", [_account_line(line, report) for line in report.accounts])
    yield _listed("*Most violated rules*", [_rule_line(name, rule) for name, rule in _by_open(report.figures)])
    types = sorted(report.figures.resource_types.items(), key=lambda kind: (-kind[1], kind[0]))
    yield _listed("*Most violating resource types*", [f"{code(name)}  {n:,} open" for name, n in types], 5)
    yield _listed("*Open longest*", [_violation_line(v, report) for v in report.figures.oldest], 5)
    yield _listed("*Not told at once*", [*_untold(report.figures), *_others(report)])
    expiring = [f"{_named(v)}  until {(v.excepted_until or '')[:10]}" for v in report.figures.expiring]
    yield _listed("*Exceptions that end within 14 days*", expiring, 5)
    yield _listed("*Rules without a severity of their own*", [code(rule) for rule in report.unrated_rules], 10)


def _headline(report: Report) -> str:
    figures = report.figures
    score = f"*{percent(report.score)}* of {counted(figures.counted, 'pair')} of rule and resource comply"
    week, month = moved(report.change(7)), moved(report.change(28))
    moves = " · ".join(filter(None, [week and f"{week} points in 7 days", month and f"{month} in 4 weeks"]))
    line = sparkline(report.points)
    drawn = f"`{line}`  4 weeks" if len(line.replace("·", "")) > 1 else ""
    names = ", ".join(code(a) for a in list(report.declining)[:SHOWN])
    falling = f":small_red_triangle_down: declining by more than {report.margin:g} points: {names}" if names else ""
    return "\n".join(filter(None, [score, moves, drawn, falling]))


def _missing(report: Report) -> str:
    if not report.missing:
        return ""
    names = ", ".join(_title(line) for line in report.missing[:SHOWN])
    more = f" and {len(report.missing) - SHOWN} more" if len(report.missing) > SHOWN else ""
    return (
        f":warning: *{counted(len(report.missing), 'account')} could not be read* "
        f"and {'is' if len(report.missing) == 1 else 'are'} not in these figures: {names}{more}"
    )


def _movement(figures: Figures) -> str:
    again = f", *{figures.reopened:,}* opened again" if figures.reopened else ""
    resolved = f"*{figures.resolved:,}* resolved ({figures.fixed:,} fixed, {figures.removed:,} removed)"
    open_now = severities(figures.open_by_severity)
    lines = [
        f"*{figures.new:,}* new{again} · {resolved}",
        f"*{figures.non_compliant:,}* open{f': {open_now}' if open_now else ''}",
        f"{counted(figures.excepted, 'exception')} active" if figures.excepted else "",
    ]
    times = [
        f"detected in {duration_words(figures.time_to_detect)}" if figures.time_to_detect else "",
        f"fixed in {duration_words(figures.time_to_resolve)}" if figures.time_to_resolve else "",
    ]
    means = " · ".join(filter(None, times))
    return "\n".join(filter(None, [*lines, f"On average {means}" if means else ""]))


def _account_line(line: AccountLine, report: Report) -> str:
    if line.figures is None:
        return f":warning: {_title(line)}  *missing*"
    figures = line.figures
    mark = ":small_red_triangle_down: " if line.account in report.declining else ""
    change = moved(line.change)
    news = f"{figures.new + figures.reopened:,} new, {figures.resolved:,} resolved"
    return (
        f"{mark}{_title(line)}  *{percent(line.score)}* of {figures.counted:,}"
        f"{f' ({change})' if change else ''}  {news}"
    )


def _title(line: AccountLine) -> str:
    return f"{escaped(line.name, 60)} {code(line.account)}" if line.name else code(line.account)


def _by_open(figures: Figures) -> list[tuple[str, RuleFigures]]:
    return sorted(figures.rules.items(), key=lambda named: (-named[1].open, -named[1].new, named[0]))


def _rule_line(name: str, rule: RuleFigures) -> str:
    news = f", {rule.new + rule.reopened:,} new" if rule.new + rule.reopened else ""
    resolved = f", {rule.resolved:,} resolved" if rule.resolved else ""
    return f"{code(name)}  {rule.open:,} open{news}{resolved}  _{Severity(rule.severity).word}_"


def _named(violation: OpenViolation) -> str:
    return f"{code(violation.resource_id, 80)} {code(violation.rule, 80)} in {code(violation.account)}"


def _violation_line(violation: OpenViolation, report: Report) -> str:
    return f"{duration_words(between(violation.opened_at, report.period.span.end))}  {_named(violation)}"


def _untold(figures: Figures) -> list[str]:
    quiet = [(name, rule) for name, rule in figures.rules.items() if rule.untold]
    ordered = sorted(quiet, key=lambda named: (-named[1].severity, -named[1].untold, named[0]))
    return [
        f"{counted(rule.untold, 'violation')} of {code(name)}  _{Severity(rule.severity).word}_"
        for name, rule in ordered
    ]


def _others(report: Report) -> list[str]:
    return [
        f"{f'{e.count:,} × ' if e.count > 1 else ''}{escaped(e.title)}  "
        f"_{Severity(e.severity).word}, {escaped(e.source)}_"
        for e in report.other_events
    ]


def _listed(head: str, lines: list[str], shown: int = SHOWN) -> str:
    """A heading and its first lines, each whole, and how many more there are."""
    if not lines:
        return ""
    kept, length = [head], len(head)
    for line in lines[:shown]:
        if length + len(line) > SECTION - 40:
            break
        kept.append(line)
        length += len(line) + 1
    more = len(lines) - len(kept) + 1
    return "\n".join([*kept, *([f"and {more:,} more"] if more else [])])


def _split(head: str, lines: list[str]) -> Iterator[str]:
    """Lines under a heading, in as many sections as they take."""
    part, length = [head], len(head)
    for line in lines:
        if length + len(line) > SECTION:
            yield "\n".join(part)
            part, length = [], 0
        part.append(line)
        length += len(line) + 1
    if part:
        yield "\n".join(part)


def _fitted(blocks: list[Block]) -> tuple[list[Block], bool]:
    """The first blocks that fit a message, and whether any had to go."""
    kept: list[Block] = []
    length = 0
    for block in blocks:
        length += len(block["text"]["text"])
        if length > MESSAGE:
            return kept, True
        kept.append(block)
    return kept, False


def _notes(report: Report, cut: bool, lifetime: str) -> list[str]:
    figures = report.figures
    unknown = f"{counted(figures.unknown, 'pair')} changed too often to be counted whole" if figures.unknown else ""
    return [
        so_far(report.period),
        f"the link works for {lifetime} at most" if lifetime else "",
        "cut for length" if cut else "",
        unknown,
        f"days in {escaped(report.period.zone)}",
    ]


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": one_line(text, 150)}
