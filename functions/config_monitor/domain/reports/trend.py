"""The trend of figures from day to day, read from the stored figures of each day, never from history."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Self

from pydantic import BaseModel

from config_monitor.domain.queries import score_of
from config_monitor.domain.reports.figures import Figures

TREND_DAYS = 28
# How far back a trend looks for a state to carry into its first days.
CARRY_DAYS = 14


class DailyTotals(BaseModel):
    """The totals of one account's day, small enough to keep those of every account in one item of the table."""

    compliant: int = 0
    open_by_severity: list[int] = [0] * 6
    new: int = 0
    resolved: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, figures: Figures) -> Self:
        """The totals of an account's figures."""
        return cls(
            compliant=figures.compliant,
            open_by_severity=figures.open_by_severity,
            new=figures.new + figures.reopened,
            resolved=figures.resolved,
            unknown=figures.unknown,
        )

    @classmethod
    def sum_of(cls, parts: Iterable[Self]) -> Self:
        """Several accounts as one."""
        total = cls()
        for part in parts:
            total.compliant += part.compliant
            total.new += part.new
            total.resolved += part.resolved
            total.unknown += part.unknown
            total.open_by_severity = [a + b for a, b in zip(total.open_by_severity, part.open_by_severity, strict=True)]
        return total

    @property
    def non_compliant(self) -> int:
        """Open violations without an exception."""
        return sum(self.open_by_severity)

    @property
    def score(self) -> float | None:
        """Percent, or None when there is nothing to count."""
        return score_of(self.compliant, self.non_compliant)

    def packed(self) -> list[int]:
        """As a short list, for storing."""
        return [self.compliant, *self.open_by_severity, self.new, self.resolved, self.unknown]

    @classmethod
    def unpacked(cls, numbers: list[int]) -> Self:
        """From the stored list."""
        compliant, *by_severity, new, resolved, unknown = numbers
        return cls(compliant=compliant, open_by_severity=by_severity, new=new, resolved=resolved, unknown=unknown)


class Day(BaseModel):
    """The stored figures of one day, of every account that has some."""

    day: date
    accounts: dict[str, DailyTotals] = {}


class Point(BaseModel):
    """One day of a trend; `carried` when nothing was stored for it and the last known state stands in."""

    day: date
    totals: DailyTotals | None = None
    accounts: dict[str, DailyTotals] = {}
    carried: bool = False

    @property
    def score(self) -> float | None:
        """Percent, or None when there is nothing to count."""
        return self.totals.score if self.totals else None

    def score_of(self, account: str) -> float | None:
        """One account's score."""
        return self.accounts[account].score if account in self.accounts else None


def trend(days: list[date], stored: Mapping[date, Day], only: Collection[str] | None = None) -> list[Point]:
    """A point for each day; `only` narrows it to some accounts, an account without data carries its last state on.

    `stored` may reach further back than `days`, so that the first of them has something to carry.
    """
    points: list[Point] = []
    last: dict[str, DailyTotals] = {}
    for day in sorted({*days, *stored}):
        reported = stored[day].accounts if day in stored else {}
        reported = {account: s for account, s in reported.items() if only is None or account in only}
        # What happened on a day is not carried on, only how things stood.
        last = {a: s.model_copy(update={"new": 0, "resolved": 0}) for a, s in last.items()} | reported
        if day in days:
            whole = DailyTotals.sum_of(last.values()) if last else None
            points.append(Point(day=day, totals=whole, accounts=last, carried=bool(last) and not reported))
    return points


def change_over(points: list[Point], days: int, account: str | None = None) -> float | None:
    """By how many points the score moved over so many days up to the last one, or over what there is of them."""
    window = points[-days - 1 :]
    scores = [p.score if account is None else p.score_of(account) for p in window]
    known = [score for score in scores if score is not None]
    return known[-1] - known[0] if len(known) > 1 else None


def declining(points: list[Point], margin: float) -> dict[str, float]:
    """Accounts whose score fell by more than a margin in seven days, worst first, with by how much."""
    accounts = points[-1].accounts if points else {}
    changes = {account: change_over(points, 7, account) for account in accounts}
    falling = {account: change for account, change in changes.items() if change is not None and change < -margin}
    return dict(sorted(falling.items(), key=lambda fallen: (fallen[1], fallen[0])))
