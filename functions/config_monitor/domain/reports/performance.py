"""How fast and how reliably people and hub work: times, scores and deliveries over 7, 28 and 90 days, by team.

All is added up from one small stored item a day (`TeamDay` by team), never from history.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Self

from pydantic import BaseModel, Field

from config_monitor.domain.events import Severity
from config_monitor.domain.queries import score_of
from config_monitor.domain.reports.durations import Durations, by_severity
from config_monitor.domain.reports.figures import Figures
from config_monitor.domain.reports.trend import CARRY_DAYS, DailyTotals

WINDOWS = (7, 28, 90)
NO_TEAM = ""
"""The team of accounts that the policy gives none."""


class TeamDay(BaseModel):
    """The totals of one team's accounts for one day: their state at its end, and what happened in it."""

    compliant: int = 0
    non_compliant: int = 0
    to_detect: dict[int, Durations] = {}
    to_resolve: dict[int, Durations] = {}
    to_notify: int = 0
    delivered: int = 0

    @classmethod
    def sum_of(cls, parts: Iterable[Self]) -> Self:
        """Several teams, or what happened on several days, as one."""
        days = list(parts)
        return cls(
            to_detect=by_severity(day.to_detect for day in days),
            to_resolve=by_severity(day.to_resolve for day in days),
            **{name: sum(getattr(day, name) for day in days) for name in _SUMS},
        )

    @property
    def score(self) -> float | None:
        """Percent of pairs that comply; None when there are none."""
        return score_of(self.compliant, self.non_compliant)


_SUMS = ("compliant", "non_compliant", "to_notify", "delivered")
DaysByTeam = Mapping[date, Mapping[str, TeamDay]]


def team_days(
    totals: Mapping[str, DailyTotals], figures: Mapping[str, Figures], teams: Mapping[str, str]
) -> dict[str, TeamDay]:
    """One day by team, of accounts' totals and of the figures of those that have some; `teams` by account."""
    parts: dict[str, list[TeamDay]] = {}
    for account in sorted({*totals, *figures}):
        stood, happened = totals.get(account, DailyTotals()), figures.get(account, Figures())
        part = TeamDay(
            compliant=stood.compliant,
            non_compliant=stood.non_compliant,
            to_detect=happened.to_detect,
            to_resolve=happened.to_resolve,
            to_notify=happened.to_notify,
            delivered=happened.delivered,
        )
        parts.setdefault(teams.get(account, NO_TEAM), []).append(part)
    return {team: TeamDay.sum_of(days) for team, days in parts.items()}


class Times(BaseModel):
    """Durations as people ask for them."""

    number: int
    mean_seconds: float | None = Field(description="Null without any.")
    median_seconds: float | None = Field(description="At most 3 % off; null without any.")

    @classmethod
    def of(cls, durations: Durations) -> Self:
        """Rounded to tenths of a second."""
        mean, median = durations.mean, durations.median
        return cls(
            number=durations.number,
            mean_seconds=None if mean is None else round(mean, 1),
            median_seconds=None if median is None else round(median, 1),
        )


class SeverityTimes(BaseModel):
    """The times of one severity."""

    severity: str = Field(description="unrated, informational, low, medium, high or critical.")
    to_detect: Times
    to_resolve: Times


class Performance(BaseModel):
    """The figures of a window, for all accounts or for those of one team."""

    team: str | None = Field(description="Null for all accounts; empty for accounts without a team.")
    score: float | None = Field(description="Percent, on the last day; null when there is nothing to count.")
    score_change: float | None = Field(description="Points over the window, or over what is kept of it.")
    to_detect: Times = Field(description="From AWS Config's evaluation to storage in the hub.")
    to_resolve: Times = Field(description="From opening to fix, of violations fixed in the window.")
    by_severity: list[SeverityTimes] = Field(description="Worst first, those without any times left out.")
    to_notify: int = Field(description="Events that somebody was to be notified of at once.")
    delivered: int = Field(description="Those of them whose notification its channel has.")
    delivery_rate: float | None = Field(description="Percent of `to_notify`; null when nobody was to be notified.")


class Window(BaseModel):
    """So many days that end with a day."""

    days: int
    first: date
    last: date
    days_with_figures: int = Field(description="Fewer than `days` while the hub is new, or where no report was made.")
    overall: Performance
    teams: list[Performance] = Field(description="Lowest scores first; empty where the policy has no teams.")


def windows(days: DaysByTeam, last: date, only: Collection[str] | None = None) -> list[Window]:
    """The windows that end with a day; of the teams in `only` where that is given, then without a list of teams.

    Empty when nothing is kept of any of their days.
    """
    kept = {day: _of_teams(by_team, only) for day, by_team in days.items() if day <= last}
    return [window for length in WINDOWS if (window := _window(kept, length, last, only is None))]


def _of_teams(by_team: Mapping[str, TeamDay], only: Collection[str] | None) -> dict[str, TeamDay]:
    return {team: day for team, day in by_team.items() if only is None or team in only}


def _window(kept: DaysByTeam, length: int, last: date, with_teams: bool) -> Window | None:
    before = last - timedelta(days=length)
    inside = [day for day in kept if day > before and kept[day]]
    if not inside:
        return None
    everybody = {day: TeamDay.sum_of(by_team.values()) for day, by_team in kept.items() if by_team}
    names = {team for day in inside for team in kept[day]}
    of_team = {name: {day: by_team[name] for day, by_team in kept.items() if name in by_team} for name in names}
    teams = [_performance(name, of_team[name], before) for name in names]
    return Window(
        days=length,
        first=before + timedelta(days=1),
        last=last,
        days_with_figures=len(inside),
        overall=_performance(None, everybody, before),
        teams=sorted(teams, key=_lowest_first) if with_teams and names != {NO_TEAM} else [],
    )


def _lowest_first(team: Performance) -> tuple[float, str]:
    return (101.0 if team.score is None else team.score, team.team or "")


def _performance(team: str | None, days: Mapping[date, TeamDay], before: date) -> Performance:
    """The sums of the days after `before`, and the change of the score since the last day known by then."""
    whole = TeamDay.sum_of(day for at, day in days.items() if at > before)
    scores = {at: day.score for at, day in sorted(days.items()) if day.score is not None}
    earlier = [at for at in scores if before - timedelta(days=CARRY_DAYS) <= at <= before]
    known = [score for at, score in scores.items() if at >= (max(earlier) if earlier else before)]
    score = days[max(days)].score
    return Performance(
        team=team,
        score=None if score is None else round(score, 2),
        score_change=round(known[-1] - known[0], 2) if len(known) > 1 else None,
        to_detect=Times.of(Durations.sum_of(whole.to_detect.values())),
        to_resolve=Times.of(Durations.sum_of(whole.to_resolve.values())),
        by_severity=[
            SeverityTimes(
                severity=Severity(level).word,
                to_detect=Times.of(whole.to_detect.get(level, Durations())),
                to_resolve=Times.of(whole.to_resolve.get(level, Durations())),
            )
            for level in sorted({*whole.to_detect, *whole.to_resolve}, reverse=True)
        ],
        to_notify=whole.to_notify,
        delivered=whole.delivered,
        delivery_rate=round(100 * whole.delivered / whole.to_notify, 2) if whole.to_notify else None,
    )
