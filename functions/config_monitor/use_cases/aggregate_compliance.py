"""The figures of a report: the accounts to count, the figures of one account, and those of all accounts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import ValidationError

from config_monitor.domain.events import between, parse_instant
from config_monitor.domain.queries import score_of
from config_monitor.domain.reports import (
    CARRY_DAYS,
    SUMMARISED_ACCOUNTS,
    AccountSummary,
    DailyTotals,
    Day,
    EventOutcome,
    Figures,
    Listed,
    Merged,
    Period,
    ReportRequest,
    ReportRow,
    ReportRun,
    batches_of,
    figures_by_span,
    incident_rows,
    period_of,
    team_days,
    trend,
)
from config_monitor.ports import FiguresStore, ReportRows, TeamDays

# Pairs of resources that are gone age out after 90 days, so counts of days long past would come out too small.
REMEMBERED = timedelta(days=80)


def list_accounts(request_payload: object, run_id: str, started_at: str, zone: str, store: FiguresStore) -> Listed:
    """Make a request definite and name the accounts to count; a request that makes no sense is `rejected`."""
    try:
        request = ReportRequest.model_validate(request_payload)
        period = period_of(request.period, request.date, zone, parse_instant(started_at))
    except ValidationError as error:
        description = (f"{'.'.join(map(str, e['loc'])) or 'input'}: {e['msg']}" for e in error.errors())
        return Listed(outcome="rejected", reason="; ".join(description))
    except ValueError as error:
        return Listed(outcome="rejected", reason=f"date: {error}")
    run = ReportRun(id=run_id, period=period, scheduled=not request.date)
    return Listed(outcome="listed", run=run, batches=batches_of(store.accounts()))


def aggregate_batch(
    run: ReportRun, accounts: Collection[str], store: FiguresStore, report_rows: ReportRows, now: datetime
) -> None:
    """Count each account of a batch; one that fails does not keep the others from being counted.

    Raises the error of the one that failed, or an ExceptionGroup of several, so that the batch is tried again.
    """
    errors: list[Exception] = []
    for account in accounts:
        try:
            aggregate_account(run, account, store, report_rows, now)
        except Exception as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(accounts)} accounts could not be counted", errors)


def aggregate_account(
    run: ReportRun, account: str, store: FiguresStore, report_rows: ReportRows, now: datetime
) -> None:
    """Count one account's pairs, for the period and for each of its days, and keep the figures and the rows."""
    period, at = run.period, int(now.timestamp())
    spans = [period.span, *(period.day(day) for day in period.days)]
    pairs = store.pairs(account, spans[0].start)
    rows: list[ReportRow] = []
    whole, *by_day = figures_by_span(pairs, spans, rows.append)
    rows += [row for incident in store.incidents(account) for row in incident_rows(incident, period.span)]
    _count_events(store.event_outcomes(account, period.span), period, whole, by_day)
    whole, *by_day = (figures.trimmed() for figures in (whole, *by_day))
    days = {day: _kept(account, period, day, f, store) for day, f in zip(period.days, by_day, strict=True)}
    if period.kind == "daily":
        whole = days[period.last]
    for day, figures in days.items():
        store.keep_day(account, day, figures, period.day(day).end, at)
    report_rows.keep(run.id, account, rows, at)
    store.keep_result(run.id, account, whole, {day: figures.light() for day, figures in days.items()}, at)


def _count_events(outcomes: Iterable[EventOutcome], period: Period, whole: Figures, by_day: list[Figures]) -> None:
    """Count each event into the figures of the period and of the day on which it was published."""
    spans = [period.day(day) for day in period.days]
    for outcome in outcomes:
        for span, figures in zip(spans, by_day, strict=True):
            if span.holds(outcome.published_at):
                figures.count_event(outcome)
                whole.count_event(outcome)


def _kept(account: str, period: Period, day: date, figures: Figures, store: FiguresStore) -> Figures:
    """A day's figures as kept at the time, when by now pairs have forgotten it or have aged out of the table."""
    aged = between(period.day(day).end, period.as_of) > REMEMBERED
    kept = store.figures_of_day(account, day) if figures.unknown or aged else None
    if kept and aged:
        return kept
    return kept.with_events_of(figures) if kept and kept.unknown < figures.unknown else figures


@dataclass(frozen=True)
class MergeDependencies:
    """What adding up works with; `teams` has the team of each account that the policy gives one."""

    store: FiguresStore
    rows: ReportRows
    team_days: TeamDays
    teams: Mapping[str, str]


def merge_accounts(run: ReportRun, accounts: Collection[str], dependencies: MergeDependencies, now: datetime) -> Merged:
    """Add up the accounts, keep the days of all and of teams, publish the rows, and name accounts that are missing."""
    store, at = dependencies.store, int(now.timestamp())
    summaries = {account: AccountSummary.of(None) for account in accounts}
    by_day: dict[date, dict[str, Figures]] = {day: {} for day in run.period.days}
    for account, figures, days in store.results(run.id):
        summaries[account] = AccountSummary.of(figures)
        for day, light in days.items():
            by_day[day][account] = light
    missing = sorted(account for account, summary in summaries.items() if summary.missing)
    for (account, day), figures in store.figures_of_days(missing, run.period.days).items():
        by_day[day][account] = figures
    _keep_days(run, summaries, by_day, dependencies, at)
    dependencies.rows.publish(run.id, run.period.kind, run.period.last.isoformat(), at)
    parts = summaries.values()
    score = score_of(sum(part.compliant for part in parts), sum(part.non_compliant for part in parts))
    return Merged(
        score=None if score is None else round(score, 2),
        accounts=dict(sorted(summaries.items())) if len(summaries) <= SUMMARISED_ACCOUNTS else None,
        missing=missing,
    )


def _keep_days(
    run: ReportRun,
    accounts: Collection[str],
    by_day: Mapping[date, Mapping[str, Figures]],
    dependencies: MergeDependencies,
    at: int,
) -> None:
    """Keep each day of all accounts, and of teams, to whose scores an account without figures carries its last state.

    What is known of a day from before is replaced only where this run has something of it.
    """
    period = run.period
    days = dict(dependencies.store.whole_days(period.days[0] - timedelta(days=CARRY_DAYS), period.last))
    for day, figures in by_day.items():
        before = days[day].accounts if day in days else {}
        days[day] = Day(day=day, accounts={**before, **{a: DailyTotals.of(f) for a, f in figures.items()}})
        dependencies.store.keep_whole_day(days[day], period.day(day).end, at)
    for point in trend(period.days, days, only=accounts):
        teams = team_days(point.accounts, by_day[point.day], dependencies.teams)
        dependencies.team_days.keep(point.day, teams, at)
