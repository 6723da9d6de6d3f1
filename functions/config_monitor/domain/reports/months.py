"""The months of the weekly report that follows a month's first days: the month that ended, and the new one so far."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from config_monitor.domain.reports.period import Period, days_until
from config_monitor.domain.reports.trend import Day, change_over, trend

WEEK = 7


class Month(NamedTuple):
    """A month up to `last`, which is its last day or the report's."""

    last: date
    score: float | None
    change: float | None
    open: int
    new: int
    resolved: int

    @property
    def is_over(self) -> bool:
        """Whether its last day is counted."""
        return (self.last + timedelta(days=1)).day == 1


def months_of(period: Period, stored: Mapping[date, Day], accounts: Collection[str]) -> list[Month]:
    """Both months in the report of the week that ends with or within a month's first days; none in any other report.

    The day after the period is the one on which the report arrives: a Monday, unless the schedule says otherwise.
    """
    arrives = period.last + timedelta(days=1)
    if period.kind != "weekly" or arrives.day > WEEK:
        return []
    ends = [arrives.replace(day=1) - timedelta(days=1), period.last]
    months = (_month(last, stored, accounts) for last in dict.fromkeys(ends))
    return [month for month in months if month]


def _month(last: date, stored: Mapping[date, Day], accounts: Collection[str]) -> Month | None:
    """One month; None when nothing is kept of it."""
    points = trend(days_until(last, last.day + 1), {d: kept for d, kept in stored.items() if d <= last}, only=accounts)
    days = [point.totals for point in points[1:] if point.totals]
    if not days:
        return None
    return Month(
        last=last,
        score=points[-1].score,
        change=change_over(points, last.day),
        open=days[-1].non_compliant,
        new=sum(day.new for day in days),
        resolved=sum(day.resolved for day in days),
    )
