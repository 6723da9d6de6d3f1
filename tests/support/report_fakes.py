"""Stand-ins for what reports read, keep and tell."""

from collections.abc import Iterator
from datetime import date, timedelta

from config_monitor.domain.compliance import Violation
from config_monitor.domain.policy import Policy
from config_monitor.domain.reports import Chart, DailyTotals, Day, Figures, OtherEvents, Pair, Report, Span, pair_of
from config_monitor.domain.rules import ManagedRule
from config_monitor.use_cases.render_report import ReportDependencies

Results = dict[str, tuple[Figures, dict[date, DailyTotals]]]


class FakeFigures:
    """The table in memory; reading the pairs of a `broken` account fails for good."""

    def __init__(self, violations: list[Violation], broken: str | None = None) -> None:
        self.violations, self.broken = violations, broken
        self.kept: dict[tuple[str, date], Figures] = {}
        self.days: dict[date, Day] = {}
        self.runs: dict[str, Results] = {}
        self.others: list[OtherEvents] = []

    def accounts(self) -> list[str]:
        return sorted({v.key.account for v in self.violations})

    def pairs(self, account: str, since: str) -> Iterator[Pair]:  # noqa: ARG002 - the port's; all steps are at hand
        if account == self.broken:
            raise RuntimeError("the table does not answer")
        return (pair_of(v) for v in self.violations if v.key.account == account)

    def detections(self, account: str, span: Span) -> tuple[int, int]:  # noqa: ARG002 - the same for all here
        return 2, 7

    def digest(self, span: Span) -> list[OtherEvents]:  # noqa: ARG002 - the same for all here
        return self.others

    def keep_result(self, run: str, account: str, figures: Figures, days: dict[date, DailyTotals], now: int) -> None:  # noqa: ARG002 - nothing ages here
        self.runs.setdefault(run, {})[account] = figures, days

    def results(self, run: str) -> Iterator[tuple[str, Figures, dict[date, DailyTotals]]]:
        return ((account, *kept) for account, kept in self.runs.get(run, {}).items())

    def keep_day(self, account: str, day: date, figures: Figures, as_of: str, now: int) -> None:  # noqa: ARG002 - as above
        self.kept[account, day] = figures

    def figures_of_day(self, account: str, day: date) -> Figures | None:
        return self.kept.get((account, day))

    def keep_whole_day(self, day: Day, as_of: str, now: int) -> None:  # noqa: ARG002 - as above
        self.days[day.day] = day

    def whole_days(self, first: date, last: date) -> dict[date, Day]:
        return {day: kept for day, kept in self.days.items() if first <= day <= last}


class FakeLog:
    """Who was told what."""

    def __init__(self) -> None:
        self.claims: dict[tuple[str, str], str] = {}
        self.done: set[tuple[str, str]] = set()

    def begin(self, report: str, channel: str, run: str, now: int) -> bool:  # noqa: ARG002 - claims never lapse here
        key = (report, channel)
        return key not in self.done and self.claims.setdefault(key, run) == run

    def mark_sent(self, report: str, channel: str) -> None:
        self.done.add((report, channel))


class FakeSlack:
    """Takes reports, or raises what it is told to."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Report, str | None, list[Chart]]] = []
        self.errors: list[Exception] = []

    def tell(self, channel: str, report: Report, link: str | None, charts: list[Chart]) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.told.append((channel, report, link, charts))


class FakeReportFiles:
    """Keeps files by name."""

    lifetime = timedelta(hours=12)

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes, content_type: str) -> str:  # noqa: ARG002 - a name says enough here
        self.files[name] = content
        return f"https://files/{name}"


class FakePolicies:
    """One policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def policy(self) -> Policy:
        return self._policy


class EmptyCatalogue:
    """Knows no rule."""

    def find(self, rule: str) -> ManagedRule | None:  # noqa: ARG002 - none is known
        return None


def one_chart(report: Report) -> list[Chart]:  # noqa: ARG001 - the same for all
    return [
        Chart(name="score", title="Score", alternative="it rises", png=b"png", svg_light="<svg/>", svg_dark="<svg/>")
    ]


def dependencies(
    store: FakeFigures, policy: Policy | None = None, files: FakeReportFiles | None = None
) -> ReportDependencies:
    """All that RenderReport works with."""
    return ReportDependencies(
        store=store,
        log=FakeLog(),
        policies=FakePolicies(policy or Policy()),
        catalogue=EmptyCatalogue(),
        render_charts=one_chart,
        page=lambda report, charts: f"<h1>{report.score} {len(charts)}</h1>",
        files=files,
        messenger=FakeSlack(),
        channel="reports",
        margin=2,
    )
