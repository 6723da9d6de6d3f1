"""Collect what a run's reports say: the whole for everybody's channel, and each team's part, complete by itself."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial

from config_monitor.domain.agents import AgentHealth, agent_health
from config_monitor.domain.policy import ExceptionStatus, Policy, Subject, mute_of, severity_by_policy
from config_monitor.domain.queries.coverage import Coverage
from config_monitor.domain.reports import (
    CARRY_DAYS,
    TREND_DAYS,
    WINDOWS,
    AccountLine,
    Day,
    DaysByTeam,
    Figures,
    OtherEvents,
    Period,
    Report,
    ReportRow,
    ReportRun,
    report_of,
    windows,
)
from config_monitor.ports import Catalogue
from config_monitor.use_cases.left_out import LeftOut
from config_monitor.use_cases.name_retirements import with_retirements
from config_monitor.use_cases.report_dependencies import ReportDependencies
from config_monitor.use_cases.show_coverage import show_coverage


@dataclass(frozen=True)
class Collected:
    """What all reports of a run are made of."""

    run: ReportRun
    policy: Policy
    results: Mapping[str, Figures | None]
    stored: Mapping[date, Day]
    days: DaysByTeam
    known: Mapping[str, AccountLine]
    rows: list[ReportRow]
    coverage: Coverage | None


def collect(
    run: ReportRun, accounts: Collection[str], dependencies: ReportDependencies, left_out: LeftOut, now: datetime
) -> Collected:
    """Read what the run has counted and what was kept before; an account that cannot be read is missing."""
    policy, last = dependencies.policies.policy(), run.period.last
    results: dict[str, Figures | None] = dict.fromkeys(accounts)
    for account, figures, _ in dependencies.store.results(run.id):
        make = partial(_without_muted, figures, policy)
        results[account] = left_out.unless_it_fails(f"account {account}", make, account)
    first = min(run.period.days[0], last - timedelta(days=TREND_DAYS + CARRY_DAYS))
    known = {a: left_out.unless_it_fails(f"the name of {a}", partial(_line, a, policy), a) for a in results}
    return Collected(
        run=run,
        policy=policy,
        results=results,
        stored=left_out.unless_it_fails("the trend", partial(dependencies.store.whole_days, first, last)) or {},
        days=left_out.unless_it_fails("performance", partial(_team_days, last, dependencies)) or {},
        known={account: line or AccountLine(account=account) for account, line in known.items()},
        rows=list(_rows(run, dependencies, left_out)),
        coverage=_coverage(run, dependencies, left_out, now),
    )


def whole_report(collected: Collected, dependencies: ReportDependencies, left_out: LeftOut, now: datetime) -> Report:
    """The report over all accounts."""
    period = collected.run.period
    whole = _report(collected, dependencies, left_out, now)
    if period.kind == "daily":
        log, of_today = dependencies.retirement_log, _is_of_today(period, now)
        named = partial(with_retirements, whole, collected.policy, log, of_today=of_today)
        whole = left_out.unless_it_fails("retired accounts", named) or whole
    return whole


def team_reports(
    collected: Collected, dependencies: ReportDependencies, left_out: LeftOut, now: datetime
) -> Iterator[tuple[str, Report]]:
    """The channel and the part of each team that has both a channel of its own and accounts."""
    policy = collected.policy
    for team, about in sorted(policy.teams.items()):
        theirs = any(policy.teams_by_account.get(account) == team for account in collected.results)
        if theirs and about.channel and about.channel != dependencies.channel:
            make = partial(_report, collected, dependencies, left_out, now, team)
            if part := left_out.unless_it_fails(f"the report of {team}", make, team):
                yield about.channel, part


def _report(
    collected: Collected, dependencies: ReportDependencies, left_out: LeftOut, now: datetime, team: str | None = None
) -> Report:
    """The report over all accounts, or over those of a team."""
    period, teams = collected.run.period, collected.policy.teams_by_account
    results = {a: f for a, f in collected.results.items() if team is None or teams.get(a) == team}
    report = report_of(
        period, results, collected.stored, dependencies.margin, collected.known, collected.rows, team=team
    )
    unrated = sorted(r for r in report.figures.rules if not _rated(r, collected.policy, dependencies.catalogue))
    only = None if team is None else [team]
    others = _without_rows(list(report.figures.others.values()), report.rows)
    changes: dict[str, object] = {
        "unrated_rules": unrated,
        "other_events": others,
        "windows": windows(collected.days, period.last, only),
    }
    if _is_of_today(period, now):
        changes |= _of_today(report, dependencies, left_out, now)
        changes["coverage"] = collected.coverage.only(results) if team and collected.coverage else collected.coverage
    return report.model_copy(update={**changes, "left_out": left_out.names_for(results)})


def _of_today(report: Report, dependencies: ReportDependencies, left_out: LeftOut, now: datetime) -> dict[str, object]:
    """What is known of today only, which reports of older days lack: agents and exceptions."""
    register, statuses = dependencies.register, dependencies.exception_statuses
    accounts = {line.account for line in report.accounts} if report.team else None

    def health() -> AgentHealth:
        agents = [agent for agent in register.agents() if accounts is None or agent.account in accounts]
        expected = {scope for scope in register.scopes() if accounts is None or scope[0] in accounts}
        return agent_health(agents, expected, now)

    agents = left_out.unless_it_fails("agents", health)
    kept = left_out.unless_it_fails("exceptions", statuses.latest) or []
    exceptions = [status for status in kept if not report.team or _concerns(status, report)]
    return {"agent_health": agents, "exceptions": exceptions}


def _is_of_today(period: Period, now: datetime) -> bool:
    return period.last >= now.date() - timedelta(days=1)


def _concerns(status: ExceptionStatus, report: Report) -> bool:
    """Whether an exception may be about an account of the report."""
    names = [name for line in report.accounts for name in (line.account, line.name) if name]
    patterns = status.account.split(", ") if status.account else ["*"]
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _coverage(run: ReportRun, dependencies: ReportDependencies, left_out: LeftOut, now: datetime) -> Coverage | None:
    """What is monitored, in a weekly report of today."""
    looked_at = dependencies.coverage
    if looked_at is None or run.period.kind != "weekly" or not _is_of_today(run.period, now):
        return None
    return left_out.unless_it_fails("coverage", partial(show_coverage, looked_at, now))


def _team_days(last: date, dependencies: ReportDependencies) -> DaysByTeam:
    return dependencies.team_days.between(last - timedelta(days=max(WINDOWS) + CARRY_DAYS), last)


def _rows(run: ReportRun, dependencies: ReportDependencies, left_out: LeftOut) -> Iterator[ReportRow]:
    """The rows of all accounts; those that cannot be read are left out, by account."""
    for account, rows in dependencies.rows.of_run(run.id):
        yield from left_out.unless_it_fails(f"rows of {account}", rows, account) or []


def _without_muted(figures: Figures, policy: Policy) -> Figures:
    """The same figures, without the muted rules in the digest."""
    rules = {
        name: rule.model_copy(update={"not_notified": 0}) if _muted_for_good(name, policy) else rule
        for name, rule in figures.rules.items()
    }
    return figures.model_copy(update={"rules": rules})


def _muted_for_good(rule: str, policy: Policy) -> bool:
    mute, _ = mute_of(policy, Subject(account="", rules=(rule,))) or (None, "")
    return mute is not None and mute.tell == "never"


def _without_rows(others: list[OtherEvents], rows: list[ReportRow]) -> list[OtherEvents]:
    """Events that no row of an incident names already."""
    named = {(row.source, row.title) for row in rows}
    return [event for event in others if (event.source, event.title) not in named]


def _line(account: str, policy: Policy) -> AccountLine:
    """An account's name and whom to turn to: its own channel, or its team's."""
    known = policy.accounts.get(account)
    if known is None:
        return AccountLine(account=account)
    team = policy.teams.get(known.team or "")
    return AccountLine(
        account=account, name=known.name, team=known.team, contact=known.channel or (team.channel if team else None)
    )


def _rated(rule: str, policy: Policy, catalogue: Catalogue) -> bool:
    subject = Subject(account="", rules=(rule,))
    return catalogue.find(rule) is not None or severity_by_policy(policy, subject) is not None
