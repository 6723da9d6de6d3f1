"""A report: all that its message, its charts and its page say, put together once for all three."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, Field

from config_monitor.domain.agents import AgentHealth
from config_monitor.domain.policy import ExceptionStatus
from config_monitor.domain.reports.figures import Figures
from config_monitor.domain.reports.period import Period, days_until
from config_monitor.domain.reports.trend import TREND_DAYS, Day, Point, change_over, declining, trend


class AccountLine(BaseModel):
    """One account in a report."""

    account: str
    name: str | None = None
    figures: Figures | None = Field(default=None, description="None: they could not be read")
    change: float | None = Field(default=None, description="by how many points its score moved in seven days")

    @property
    def title(self) -> str:
        """The account as people know it."""
        return f"{self.name} ({self.account})" if self.name else self.account

    @property
    def score(self) -> float | None:
        """Percent, or None when it is unknown or there is nothing to count."""
        return self.figures.score if self.figures else None


class OtherEvents(BaseModel):
    """Events that are no violations and got no alert of their own, of one kind."""

    source: str
    title: str
    severity: int
    count: int


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
    agent_health: AgentHealth | None = Field(default=None, description="who is not heard, in the report of the present")
    exceptions: list[ExceptionStatus] = []

    @property
    def not_heard(self) -> list[tuple[str, list[str]]]:
        """What is wrong with agents, each with its accounts and regions."""
        seen = self.agent_health or AgentHealth(heard=0)
        kinds = {
            "silent for three hours": seen.silent,
            "without an agent": seen.absent,
            "AWS Config's recorder is off": seen.stopped,
            "without rules": seen.without_rules,
            "agent of an old version": seen.old,
        }
        return [(kind, places) for kind, places in kinds.items() if places]

    @property
    def due_exceptions(self) -> list[ExceptionStatus]:
        """The policy's exceptions that somebody must look at: ending within a week, ended but needed, or unused."""
        return [exception for exception in self.exceptions if exception.state != "active"]

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
    names: Mapping[str, str | None],
    margin: float,
    team: str | None = None,
) -> Report:
    """The report over some accounts: `results` names them all, with None for figures that could not be read."""
    points = trend(days_until(period.last, TREND_DAYS + 1), stored, only=results.keys())
    lines = [
        AccountLine(account=account, name=names.get(account), figures=figures, change=change_over(points, 7, account))
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
    )


def _rank(line: AccountLine) -> tuple[bool, float, str]:
    score = 101.0 if line.score is None else line.score
    return (line.figures is not None, score, line.account)
