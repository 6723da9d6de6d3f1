"""The day or the week a report is about: half-open spans between local midnights, so each instant is in one day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from config_monitor.domain.events import format_instant

PeriodKind = Literal["daily", "weekly"]
DAYS = {"daily": 1, "weekly": 7}


class TimeSpan(BaseModel):
    """From an instant, included, to another, not included."""

    model_config = ConfigDict(frozen=True)

    start: str
    end: str

    def holds(self, instant: str) -> bool:
        """Whether a stored instant lies within."""
        return self.start <= instant < self.end


class Period(BaseModel):
    """The day, or the seven days that end with it; days begin at midnight of the time zone."""

    model_config = ConfigDict(frozen=True)

    kind: PeriodKind
    last: date
    zone: str
    as_of: str

    @property
    def days(self) -> list[date]:
        """Its days, oldest first."""
        return days_until(self.last, DAYS[self.kind])

    @property
    def span(self) -> TimeSpan:
        """All of it that is over."""
        return self._until_now(TimeSpan(start=self.day(self.days[0]).start, end=self.day(self.last).end))

    @property
    def is_over(self) -> bool:
        """Whether its last day has ended."""
        return midnight(self.last + timedelta(days=1), self.zone) <= self.as_of

    def day(self, day: date) -> TimeSpan:
        """One day, as far as it is over."""
        return self._until_now(
            TimeSpan(start=midnight(day, self.zone), end=midnight(day + timedelta(days=1), self.zone))
        )

    def _until_now(self, span: TimeSpan) -> TimeSpan:
        return span.model_copy(update={"end": min(span.end, self.as_of)})


def midnight(day: date, zone: str) -> str:
    """The instant at which a local day begins; where clocks skip midnight, the instant of the jump."""
    return format_instant(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC))


def days_until(last: date, count: int) -> list[date]:
    """So many days that end with `last`, oldest first."""
    return [last - timedelta(days=back) for back in reversed(range(count))]


def period_of(kind: PeriodKind, day: str, zone: str, now: datetime) -> Period:
    """The period that ends with `day` (YYYY-MM-DD), or, when `day` is empty, the one that just ended.

    Raises ValueError for a day that is none or has not begun.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    last = date.fromisoformat(day) if day else today - timedelta(days=1)
    if last > today:
        raise ValueError(f"{last} has not begun in {zone}")
    return Period(kind=kind, last=last, zone=zone, as_of=format_instant(now))
