"""How figures read: the same words in the message, the charts and the page."""

from datetime import date, timedelta

from config_monitor.domain.events import Severity, duration_words, one_line, parse_instant
from config_monitor.domain.reports.period import Period
from config_monitor.domain.reports.report import Report
from config_monitor.domain.reports.section import Column, Value
from config_monitor.domain.reports.trend import Point

_BARS = "▁▂▃▄▅▆▇█"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def percent(score: float | None) -> str:
    """A score: `84.6 %`, or `n/a` when there is nothing to count."""
    return "n/a" if score is None else f"{score:.1f} %"


def moved(change: float | None) -> str:
    """A change of the score in points: `▲ 1.2`, `▼ 0.4`, `± 0.0`; empty when nothing is known to compare with."""
    if change is None:
        return ""
    sign = "±" if abs(change) < 0.05 else "▲" if change > 0 else "▼"
    return f"{sign} {abs(change):.1f}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 account`, `2,000 accounts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def long_date(day: date) -> str:
    """A date as people write it: `Tue 24 Nov 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {short_date(day)} {day.year}"


def short_date(day: date) -> str:
    """A date for an axis: `24 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def title(report: Report) -> str:
    """What the report is: kind, days, and team where it is one team's."""
    period = report.period
    whose = f"{report.team}: " if report.team else ""
    if period.kind == "daily":
        return f"{whose}Daily compliance report, {long_date(period.last)}"
    return (
        f"{whose}Weekly compliance report, {short_date(period.days[0])} to {short_date(period.last)} {period.last.year}"
    )


def so_far(period: Period) -> str:
    """A note for a period that is not over: until when it counts."""
    if period.is_over:
        return ""
    return f"so far, until {parse_instant(period.as_of):%H:%M} UTC"


def severities(by_severity: list[int]) -> str:
    """Open violations by severity, worst first, those without any left out: `2 critical, 4 high`."""
    named = [(n, Severity(level).word) for level, n in enumerate(by_severity) if n]
    return ", ".join(f"{n:,} {word}" for n, word in reversed(named))


def sparkline(points: list[Point]) -> str:
    """The score as a line of bars from its lowest to its highest; `·` for a day without data of its own."""
    own = [p.score for p in points if p.score is not None]
    if not own:
        return ""
    low, high = min(own), max(own)
    step = (high - low) / (len(_BARS) - 1) or 1
    return "".join("·" if p.score is None or p.carried else _BARS[round((p.score - low) / step)] for p in points)


def shown(value: Value, column: Column) -> str:
    """A value of a section as people read it; empty without a value."""
    match column.kind, value:
        case _, None:
            return ""
        case "count", int(number):
            return f"{number:,}"
        case "percent", int(score) | float(score):
            return percent(score)
        case "points", int(change) | float(change):
            return moved(change)
        case "severity", int(level):
            return Severity(level).word
        case "seconds", int(seconds) | float(seconds):
            return duration_words(timedelta(seconds=seconds))
        case "date", str(instant):
            return instant[:16].replace("T", " ")
        case _:
            return one_line(str(value))
