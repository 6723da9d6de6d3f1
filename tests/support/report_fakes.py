"""Stand-ins for what reports read, keep and send."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import product

from config_monitor.domain.compliance import Violation
from config_monitor.domain.incidents import Incident
from config_monitor.domain.notifications import Notification
from config_monitor.domain.policy import Policy
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
    pair_of,
)
from config_monitor.domain.retirement import Retirement
from config_monitor.ports import FiguresStore, Page, Position, Posted
from config_monitor.use_cases.aggregate_compliance import MergeDependencies
from config_monitor.use_cases.report_dependencies import ReportDependencies
from tests.support.company import Statuses
from tests.support.fakes import EmptyCatalogue, FakePolicies, NoAgents

Results = dict[str, tuple[Figures, dict[date, Figures]]]


class FakeFigures:
    """The table in memory; reading the pairs of a `broken` account fails for good."""

    broken: str | None = None

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        self.kept: dict[tuple[str, date], Figures] = {}
        self.days: dict[date, Day] = {}
        self.runs: dict[str, Results] = {}
        self.kept_incidents: list[Incident] = []
        self.outcomes: dict[str, list[EventOutcome]] = {}

    def accounts(self) -> list[str]:
        return sorted({v.key.account for v in self.violations})

    def pairs(self, account: str, since: str) -> Iterator[Pair]:  # noqa: ARG002 - the port's; all steps are at hand
        if account == self.broken:
            raise RuntimeError("the table does not answer")
        return (pair_of(v) for v in self.violations if v.key.account == account)

    def incidents(self, account: str) -> Iterator[Incident]:
        return (incident for incident in self.kept_incidents if incident.key.account == account)

    def event_outcomes(self, account: str, span: TimeSpan) -> Iterator[EventOutcome]:
        return (outcome for outcome in self.outcomes.get(account, []) if span.holds(outcome.published_at))

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, Figures], now: int) -> None:  # noqa: ARG002 - nothing ages here
        self.runs.setdefault(run, {})[account] = figures, days

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, Figures]]]:
        return ((account, *kept) for account, kept in self.runs.get(run, {}).items())

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:  # noqa: ARG002 - as above
        self.kept[account, day] = figures

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        return self.kept.get((account, day))

    def figures_of_days(self, accounts: Iterable[str], days: Iterable[date]) -> dict[tuple[str, date], Figures]:
        return {key: self.kept[key] for key in product(accounts, days) if key in self.kept}

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:  # noqa: ARG002 - as above
        self.days[day.day] = day

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        return {day: kept for day, kept in self.days.items() if first <= day <= last}


class FakeTeamDays:
    """Teams' days in memory."""

    def __init__(self) -> None:
        self.days: dict[date, dict[str, TeamDay]] = {}

    def keep(self, day: date, teams: dict[str, TeamDay], now: int) -> None:  # noqa: ARG002 - as above
        self.days[day] = teams

    def between(self, first: date, last: date) -> DaysByTeam:
        return {day: teams for day, teams in self.days.items() if first <= day <= last}

    def newest(self) -> date | None:
        return max(self.days, default=None)


class FakeLog:
    """The reports sent to each channel."""

    def __init__(self) -> None:
        self.claims: dict[tuple[str, str], str] = {}
        self.done: set[tuple[str, str]] = set()
        self.posts: dict[tuple[str, str], tuple[int, int]] = {}

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:  # noqa: ARG002 - claims never lapse here
        key = (report, channel)
        return key not in self.done and self.claims.setdefault(key, run) == run

    def mark_sent(self, report: str, channel: str) -> None:
        self.done.add((report, channel))

    def unanswered(self, report: str, channel: str) -> tuple[int, int]:
        return self.posts.get((report, channel), (0, 0))

    def note_unanswered(self, report: str, channel: str, posts: int, due: int) -> None:
        self.posts[report, channel] = posts, due


class FakeReportRows:
    """The rows of reports in memory."""

    def __init__(self) -> None:
        self.runs: dict[str, dict[str, list[ReportRow]]] = {}
        self.reports: dict[tuple[str, str], str] = {}

    def keep(self, run: str, account: str, rows: Iterable[ReportRow], now: int) -> None:  # noqa: ARG002 - as above
        self.runs.setdefault(run, {})[account] = list(rows)

    def publish(self, run: str, period: str, date: str, now: int) -> None:  # noqa: ARG002 - as above
        self.reports[period, date] = run

    def published(self, period: str, date: str) -> str | None:
        return self.reports.get((period, date))

    def of_run(self, run: str) -> Iterator[tuple[str, Callable[[], list[ReportRow]]]]:
        return ((account, partial(list, rows)) for account, rows in self.runs.get(run, {}).items())

    def page(self, plan: ReadPlan, after: Position | None, limit: int) -> Page:
        rows = [row for _, some in self.of_run(str(plan.key["run"])) for row in some()]
        first = int(after[0]) if after else 0
        end = [str(first + limit)] if len(rows) > first + limit else None
        positions = [[str(first + number + 1)] for number in range(limit)]
        return Page([row.item() for row in rows[first : first + limit]], positions, end)


class FakeSender:
    """Keeps the notifications that it is to post, or raises its next error."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, Notification]] = []
        self.errors: list[Exception] = []
        self.away: Exception | None = None
        self.reads_history = False

    def post(self, channel: str, notification: Notification) -> Posted:
        if self.errors:
            raise self.errors.pop(0)
        self.posts.append((channel, notification))
        return Posted(channel_id="C1", message_id="1.2")

    def check_answers(self) -> None:
        if self.away:
            raise self.away

    def find(self, channel: str, since: float) -> dict[str, Posted]:  # noqa: ARG002 - it keeps no times
        return {
            reference: Posted(name, "1.2")
            for name, notification in self.posts
            for reference in notification.references
            if name == channel and self.reads_history
        }

    def write_surely(self, write: Callable[[], None]) -> None:
        write()


class FakeReportFiles:
    """Keeps files by name."""

    lifetime = timedelta(hours=12)

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def address(self, name: str) -> str:
        return f"https://console/{name}"

    def keep(self, name: str, content: bytes, content_type: str) -> str:  # noqa: ARG002 - a name says enough here
        self.files[name] = content
        return f"https://files/{name}"


class NoRetirements:
    """A log without a retirement."""

    def claim(self, _report: str) -> list[Retirement]:
        return []

    named_in = claim

    def waiting(self) -> list[Retirement]:
        return []

    def add(self, _retirement: Retirement, _at: str) -> None:
        raise AssertionError("a report retires nothing")

    withdraw = add

    def keep_waiting(self, _waiting: Iterable[Retirement]) -> None:
        raise AssertionError("a report retires nothing")


class FakeCharts:
    """Draws one chart for each report, and keeps what it was to draw."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.sections: list[list[ReportSection]] = []

    def __call__(self, report: Report, sections: list[ReportSection]) -> Chart:
        self.reports.append(report)
        self.sections.append(sections)
        return Chart("score", "Score", "it rises", png=b"png", svg_light="<svg/>", svg_dark="<svg/>")


def dependencies(
    store: FakeFigures, policy: Policy | None = None, files: FakeReportFiles | None = None
) -> ReportDependencies:
    """All that RenderReport works with."""
    return ReportDependencies(
        store=store,
        team_days=FakeTeamDays(),
        rows=FakeReportRows(),
        log=FakeLog(),
        policies=FakePolicies(policy),
        catalogue=EmptyCatalogue(),
        charts={"score": FakeCharts()},
        page=lambda report, sections, charts: f"<h1>{report.score} {len(sections)} {len(charts)}</h1>",
        files=files,
        sender=FakeSender(),
        channel="reports",
        margin=2,
        register=NoAgents(),
        exception_statuses=Statuses(),
        retirement_log=NoRetirements(),
    )


def to_merge(store: FiguresStore, teams: dict[str, str] | None = None) -> MergeDependencies:
    """What adding up accounts works with, over a store."""
    return MergeDependencies(store, FakeReportRows(), FakeTeamDays(), teams or {})


def rendered_reports(dependencies: ReportDependencies) -> list[Report]:
    """The reports that were rendered with fake charts, the whole first."""
    *teams, whole = fake_charts(dependencies).reports
    return [whole, *teams]


def fake_charts(dependencies: ReportDependencies) -> FakeCharts:
    """The one fake chart."""
    charts = dependencies.charts["score"]
    assert isinstance(charts, FakeCharts)
    return charts


def posts(dependencies: ReportDependencies) -> list[tuple[str, Notification]]:
    """What was posted by the fake sender: channel and notification."""
    assert isinstance(dependencies.sender, FakeSender)
    return dependencies.sender.posts
