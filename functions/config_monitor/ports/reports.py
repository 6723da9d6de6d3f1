"""The figures that reports are made of, and the files and messages they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config_monitor.domain.incidents import Incident
    from config_monitor.domain.notifications import Notification
    from config_monitor.domain.queries import ReadPlan
    from config_monitor.domain.reports import (
        Chart,
        Day,
        DaysByTeam,
        EventOutcome,
        Figures,
        Pair,
        Report,
        ReportRow,
        ReportSection,
        TeamDay,
        TimeSpan,
    )
    from config_monitor.ports.notifications import Posted
    from config_monitor.ports.queries import Page, Position


class FiguresStore(Protocol):
    """What reports count, and the figures they keep; `now` is in epoch seconds."""

    def accounts(self) -> list[str]:
        """Every account with violations or an agent, in order."""
        ...

    def pairs(self, account: str, since: str) -> Iterator[Pair]:
        """An account's pairs as a stream; those that changed at the instant `since` or later with all their steps."""
        ...

    def incidents(self, account: str) -> Iterator[Incident]:
        """An account's incidents as a stream, ended ones too, as long as they are kept."""
        ...

    def event_outcomes(self, account: str, span: TimeSpan) -> Iterator[EventOutcome]:
        """What became of an account's events that were published within a span, as a stream."""
        ...

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, Figures], now: int) -> None:
        """Keep what one account came to in one run, and on each of its days without rules and resource types."""
        ...

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, Figures]]]:
        """The figures of each account of a run, without those that failed."""
        ...

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:
        """Keep one account's figures of one day in place of any kept before."""
        ...

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        """One account's kept figures of one day."""
        ...

    def figures_of_days(self, accounts: Iterable[str], days: Iterable[date]) -> dict[tuple[str, date], Figures]:
        """The kept figures of some accounts on some days, by account and day."""
        ...

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:
        """Keep the day of all accounts in place of any kept before."""
        ...

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        """The kept days of all accounts, both ends included."""
        ...


class TeamDays(Protocol):
    """The figures of teams by day; `now` is in epoch seconds."""

    def keep(self, day: date, teams: dict[str, TeamDay], now: int) -> None:
        """Keep one day of all teams in place of any kept before."""
        ...

    def between(self, first: date, last: date) -> DaysByTeam:
        """The kept days from one to another, both included."""
        ...

    def newest(self) -> date | None:
        """The last day that is kept; None before the first report."""
        ...


class ReportRows(Protocol):
    """The rows of the lists of reports; `now` is in epoch seconds."""

    def keep(self, run: str, account: str, rows: Iterable[ReportRow], now: int) -> None:
        """Keep the rows of one account in one run in place of any kept before."""
        ...

    def publish(self, run: str, period: str, date: str, now: int) -> None:
        """Make a run the report of its period and date."""
        ...

    def published(self, period: str, date: str) -> str | None:
        """The run that is the report of a period and date; None when there is no such report."""
        ...

    def of_run(self, run: str) -> Iterator[tuple[str, Callable[[], list[ReportRow]]]]:
        """Some rows of a run at a time: their account, and what unpacks them. Raises ValueError when it cannot."""
        ...

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        """At most `limit` rows of the run in `plan.key` from after a position on."""
        ...


class ReportLog(Protocol):
    """Which report was sent to which channel, so that retries send it once."""

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:
        """Claim sending a report to a channel; False when it was sent, or another run holds the claim."""
        ...

    def mark_sent(self, report: str, channel: str) -> None:
        """Record that the report was sent to the channel."""
        ...

    def unanswered(self, report: str, channel: str) -> tuple[int, int]:
        """How many posts of the report were not answered, and when the next is due, in epoch seconds; zeros if none."""
        ...

    def note_unanswered(self, report: str, channel: str, posts: int, due: int) -> None:
        """Record that so many posts were not answered, and when the next is due."""
        ...


class ChartDrawer(Protocol):
    """Whoever draws a chart."""

    def __call__(self, report: Report, sections: list[ReportSection], /) -> Chart | None:
        """One chart of a report; None where it has nothing to show."""
        ...


class PageWriter(Protocol):
    """Whoever writes the page of a report."""

    def __call__(self, report: Report, sections: list[ReportSection], charts: list[Chart]) -> str:
        """One self-contained HTML document."""
        ...


class ReportFiles(Protocol):
    """Where pages and pictures are kept for those who have a link."""

    def keep(self, name: str, content: bytes, content_type: str) -> str:
        """Keep a file; the link to it comes back and works for `lifetime` at most."""
        ...

    def address(self, name: str) -> str | None:
        """Where a kept file lies, for whoever may read the store; None where it has no page of its own."""
        ...

    @property
    def lifetime(self) -> timedelta:
        """How long links work."""
        ...


class ReportSender(Protocol):
    """Whoever sends the notifications of reports."""

    def find(self, channel: str, since: float) -> dict[str, Posted]:
        """What was posted to a channel since then (epoch seconds), by reference. Raises NotifierBusy."""
        ...

    def post(self, channel: str, notification: Notification) -> Posted:
        """Post a notification, its images and its details. Raises NotifierError."""
        ...

    def check_answers(self) -> None:
        """Raises NotifierBusy while the notifier answers nothing at all."""
        ...

    def write_surely(self, write: Callable[[], None]) -> None:
        """Write down what was posted, again when the table is busy."""
        ...
