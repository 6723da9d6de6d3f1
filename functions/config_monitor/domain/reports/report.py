"""A report: the data that its message, its charts and its page show, computed once for all three."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, Field

from config_monitor.domain.agents import AgentHealth
from config_monitor.domain.policy import ExceptionStatus
from config_monitor.domain.queries import ReportList
from config_monitor.domain.queries.coverage import Coverage
from config_monitor.domain.reports.figure_parts import OtherEvents
from config_monitor.domain.reports.figures import Figures
from config_monitor.domain.reports.months import Month, months_of
from config_monitor.domain.reports.performance import Window
from config_monitor.domain.reports.period import Period, days_until
from config_monitor.domain.reports.report_rows import ReportRow
from config_monitor.domain.reports.retired import RetiredAccount
from config_monitor.domain.reports.trend import TREND_DAYS, Day, Point, change_over, declining, trend

FIRST_TASKS = 3


class AccountLine(BaseModel):
    """One account in a report."""

    account: str
    name: str | None = None
    team: str | None = None
    contact: str | None = Field(default=None, description="the channel of whoever looks after it")
    figures: Figures | None = Field(default=None, description="None: they could not be read")
    change: float | None = Field(default=None, description="by how many points its score moved in seven days")

    @property
    def title(self) -> str:
        """The account as people know it."""
        return f"{self.name} ({self.account})" if self.name else self.account

    @property
    def called(self) -> str:
        """The account's name; its number where it has none."""
        return self.name or self.account

    @property
    def score(self) -> float | None:
        """Percent, or None when it is unknown or there is nothing to count."""
        return self.figures.score if self.figures else None


@dataclass(frozen=True)
class Task:
    """Violations of one rule in one account, or incidents of one title, to be mended together."""

    what: str
    account: str
    severity: int
    open: int
    overdue: int = 0


class Report(BaseModel):
    """The report of a period, over all accounts or those of one team."""

    period: Period
    team: str | None = None
    figures: Figures
    accounts: list[AccountLine] = Field(description="missing ones first, then the lowest scores")
    points: list[Point] = Field(description="four weeks, oldest first; the last one is the report's day")
    declining: dict[str, float] = {}
    margin: float = Field(description="points of decline in seven days from which on an account is highlighted")
    unrated_rules: list[str] = []
    other_events: list[OtherEvents] = []
    agent_health: AgentHealth | None = Field(
        default=None, description="agents with a fault; in a report of today alone"
    )
    exceptions: list[ExceptionStatus] = []
    coverage: Coverage | None = Field(default=None, description="in a weekly report of today")
    left_out: list[str] = Field(default=[], description="the parts that failed, for people to read")
    months: list[Month] = Field(default=[], description="in the weekly report of a month's first days")
    windows: list[Window] = Field(default=[], description="7, 28 and 90 days, as kept")
    retired: list[RetiredAccount] = Field(default=[], description="in one daily report")
    to_retire: list[RetiredAccount] = Field(default=[], description="left, and waiting for a person")
    rows: list[ReportRow] = Field(default=[], description="the lists, in the order of `ReportRow.rank`")

    def list_of(self, name: ReportList) -> list[ReportRow]:
        """The rows of one list, the worst first."""
        return [row for row in self.rows if row.list == name]

    @property
    def first_tasks(self) -> list[Task]:
        """The three tasks to do first: what is open, by rule and account, the worst, latest and largest first."""
        groups: dict[tuple[str, str], list[ReportRow]] = {}
        for row in self.list_of("open"):
            groups.setdefault((row.what, row.account), []).append(row)
        end = self.period.span.end
        tasks = [
            Task(what, account, max(r.severity for r in rows), len(rows), sum((r.due_at or end) < end for r in rows))
            for (what, account), rows in groups.items()
        ]
        order = sorted(tasks, key=lambda task: (-task.severity, -task.overdue, -task.open, task.what, task.account))
        return order[:FIRST_TASKS]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each way in which this report has less to show than others."""
        if not self.figures.counted:
            before = next((p for p in reversed(self.points[:-1]) if p.score is not None), None)
            known = f" The last score known is {before.score:.1f} %, of {before.day}." if before else ""
            return [
                f"No pair of rule and resource is known of the accounts of this period, so there is no score.{known}"
            ]
        if sum(p.score is not None and not p.carried for p in self.points) < 2:
            return ["This is the first day with figures, so there is nothing to compare them with yet."]
        if self.points[-1].carried:
            return ["Nothing is kept of this day for the trend, which shows the last day known."]
        return []

    def account_line(self, account: str) -> AccountLine:
        """An account's line; a bare one for an account that is not in the report."""
        return next((line for line in self.accounts if line.account == account), AccountLine(account=account))

    @property
    def unhealthy_agents(self) -> list[tuple[str, list[str]]]:
        """What is wrong with agents, each with its accounts and regions."""
        seen = self.agent_health or AgentHealth(reporting=0)
        kinds = {
            "silent for three hours": seen.silent,
            "without an agent": seen.absent,
            "AWS Config's recorder is off": seen.stopped,
            "without rules": seen.without_rules,
            "agent of an old version": seen.old,
            "events that did not reach the hub": seen.undelivered,
        }
        return [(kind, scopes) for kind, scopes in kinds.items() if scopes]

    @property
    def missing(self) -> list[AccountLine]:
        """Accounts whose figures could not be read."""
        return [line for line in self.accounts if line.figures is None]

    @property
    def score(self) -> float | None:
        """Percent over the accounts that could be read."""
        return self.figures.score

    def change(self, days: int) -> float | None:
        """By how many points the score moved in so many days."""
        return change_over(self.points, days)

    @property
    def account_titles(self) -> dict[str, str]:
        """Its accounts as people know them."""
        return {line.account: line.title for line in self.accounts}

    @property
    def account_names(self) -> dict[str, str]:
        """The names of its accounts that have one."""
        return {line.account: line.name for line in self.accounts if line.name}


@dataclass(frozen=True)
class Chart:
    """A drawing and the words that stand in for it."""

    name: str
    title: str
    alternative: str
    png: bytes
    svg_light: str
    svg_dark: str
    link: str | None = None


def report_of(
    period: Period,
    results: Mapping[str, Figures | None],
    stored: Mapping[date, Day],
    margin: float,
    known: Mapping[str, AccountLine] | None = None,
    rows: Iterable[ReportRow] = (),
    team: str | None = None,
) -> Report:
    """The report over some accounts: `results` names them all, with None for figures that could not be read.

    `known` holds names and contacts; of `rows` those of the accounts in `results` are taken.
    """
    named = known or {}
    points = trend(days_until(period.last, TREND_DAYS + 1), stored, only=results.keys())
    lines = [
        named.get(account, AccountLine(account=account)).model_copy(
            update={"figures": figures, "change": change_over(points, 7, account)}
        )
        for account, figures in results.items()
    ]
    falling = declining(points, margin)
    return Report(
        period=period,
        team=team,
        figures=Figures.sum_of(f for f in results.values() if f),
        accounts=sorted(lines, key=_rank),
        points=points,
        declining={account: change for account, change in falling.items() if results.get(account)},
        margin=margin,
        months=months_of(period, stored, results.keys()),
        rows=sorted((row for row in rows if row.account in results), key=lambda row: row.rank),
    )


def _rank(line: AccountLine) -> tuple[bool, float, str]:
    score = 101.0 if line.score is None else line.score
    return (line.figures is not None, score, line.account)
