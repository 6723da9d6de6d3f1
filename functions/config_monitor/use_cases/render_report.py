"""Draw a report, write its page and send it: the whole to one channel, each team's part to the team's own."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from config_monitor.domain.events import format_instant
from config_monitor.domain.notifications import Notification
from config_monitor.domain.policy import Policy, Subject, mute_of, severity_by_policy
from config_monitor.domain.reports import (
    CARRY_DAYS,
    SUMMARISED_ACCOUNTS,
    TREND_DAYS,
    WINDOWS,
    AccountLine,
    AccountSummary,
    Figures,
    OtherEvents,
    Report,
    ReportLinks,
    ReportRow,
    ReportRun,
    report_notification,
    report_of,
    rows_csv,
    sections_of,
    thread_notifications,
    windows,
)
from config_monitor.errors import NotificationRefused
from config_monitor.ports import (
    AgentRegister,
    Catalogue,
    ChartRenderer,
    ExceptionStatuses,
    FiguresStore,
    PageWriter,
    PolicySource,
    ReportFiles,
    ReportLog,
    ReportRows,
    ReportSender,
    TeamDays,
)
from config_monitor.ports.retirement import RetirementLog
from config_monitor.use_cases.check_agent_health import check_agent_health
from config_monitor.use_cases.name_retirements import with_retirements
from config_monitor.use_cases.show_coverage import CoverageDependencies, show_coverage

HTML, CSV, JSON = "text/html; charset=utf-8", "text/csv; charset=utf-8", "application/json"


@dataclass(frozen=True)
class ReportDependencies:
    """What rendering works with; `files` is None without a bucket, `margin` is in points of score."""

    store: FiguresStore
    team_days: TeamDays
    rows: ReportRows
    log: ReportLog
    policies: PolicySource
    catalogue: Catalogue
    render_charts: ChartRenderer
    page: PageWriter
    files: ReportFiles | None
    sender: ReportSender
    channel: str
    margin: float
    register: AgentRegister | None = None
    exception_statuses: ExceptionStatuses | None = None
    coverage: CoverageDependencies | None = None
    retirement_log: RetirementLog | None = None


@dataclass(frozen=True)
class Rendered:
    """The link to the page, by channel `sent`, `sent before` or `refused: <code>`, and the number of monitored rules.

    `figures_url` links to the accounts' figures where they are too many for the machine's output.
    """

    report_url: str | None
    missing: int
    channels: dict[str, str]
    figures_url: str | None = None
    rules: int = 0


def render_report(
    run: ReportRun, accounts: Collection[str], dependencies: ReportDependencies, now: datetime
) -> Rendered:
    """Render and send the report of a run over `accounts`. Raises NotifierError when it is to be tried again."""
    policy = dependencies.policies.policy()
    results = {a: _without_muted(f, policy) for a, f in _results(run, accounts, dependencies.store).items()}
    (main_channel, whole), *teams = list(_reports(run, results, policy, dependencies))
    whole = whole.model_copy(update=_present(run, dependencies, now))
    if dependencies.retirement_log and run.period.kind == "daily":
        whole = with_retirements(whole, policy, dependencies.retirement_log, of_today=_is_of_today(run, now))
    page, channels = None, {}
    for channel, report in ((main_channel, whole), *teams):
        rendered = _rendered(run, report, dependencies, now)
        page = page or rendered.page
        channels[channel] = _send(run, channel, rendered.notification, dependencies, now)
    figures = _figures_file(run, whole, dependencies.files)
    return Rendered(page, len(whole.missing), channels, figures, len(whole.figures.rules))


def _figures_file(run: ReportRun, whole: Report, files: ReportFiles | None) -> str | None:
    """A link to the figures of all accounts, where the machine's output cannot hold them."""
    if files is None or len(whole.accounts) <= SUMMARISED_ACCOUNTS:
        return None
    figures = {line.account: AccountSummary.of(line.figures).model_dump() for line in whole.accounts}
    return files.keep(f"{_folder(run, whole)}/figures.json", json.dumps({"accounts": figures}).encode(), JSON)


@dataclass(frozen=True)
class _Rendering:
    page: str | None
    notification: Notification


def _rendered(run: ReportRun, report: Report, dependencies: ReportDependencies, now: datetime) -> _Rendering:
    """Draw the charts, keep page, pictures and rows as files, and put the message and its thread into words."""
    sections, files = sections_of(report), dependencies.files
    charts = dependencies.render_charts(report, sections)
    links = ReportLinks()
    if files:
        folder = _folder(run, report)
        charts = [replace(c, link=files.keep(f"{folder}/{c.name}.png", c.png, "image/png")) for c in charts]
        page = files.keep(f"{folder}/report.html", dependencies.page(report, sections, charts).encode(), HTML)
        csv = files.keep(f"{folder}/rows.csv", rows_csv(report.rows, report.account_names).encode(), CSV)
        end = format_instant(now + files.lifetime)
        links = ReportLinks(page, csv, end, files.address(f"{folder}/report.html"))
    notification = report_notification(report, links, charts)
    replies = thread_notifications(sections, links)
    return _Rendering(links.page, notification.model_copy(update={"details": replies}))


def _present(run: ReportRun, dependencies: ReportDependencies, now: datetime) -> dict[str, object]:
    """What is known of today only, which reports of older days lack: agents, exceptions, coverage."""
    if not _is_of_today(run, now):
        return {}
    agent_health = check_agent_health(dependencies.register, now) if dependencies.register else None
    looked_at = dependencies.coverage if run.period.kind == "weekly" else None
    return {
        "coverage": show_coverage(looked_at, now) if looked_at else None,
        "agent_health": agent_health,
        "exceptions": dependencies.exception_statuses.latest() if dependencies.exception_statuses else [],
    }


def _is_of_today(run: ReportRun, now: datetime) -> bool:
    return run.period.last >= now.date() - timedelta(days=1)


def _results(run: ReportRun, accounts: Collection[str], store: FiguresStore) -> dict[str, Figures | None]:
    figures_by_account: dict[str, Figures | None] = dict.fromkeys(accounts)
    figures_by_account.update({account: figures for account, figures, _ in store.results(run.id)})
    return figures_by_account


def _without_muted(figures: Figures | None, policy: Policy) -> Figures | None:
    """The same figures, without the muted rules in the digest."""
    if figures is None:
        return None
    rules = {
        name: rule.model_copy(update={"not_notified": 0}) if _muted_for_good(name, policy) else rule
        for name, rule in figures.rules.items()
    }
    return figures.model_copy(update={"rules": rules})


def _muted_for_good(rule: str, policy: Policy) -> bool:
    mute = mute_of(policy, Subject(account="", rules=(rule,)))
    return mute is not None and mute.tell == "never"


def _reports(
    run: ReportRun, results: dict[str, Figures | None], policy: Policy, dependencies: ReportDependencies
) -> Iterator[tuple[str, Report]]:
    """The whole for everybody's channel first, then each team's part for a channel of its own."""
    period = run.period
    first = min(period.days[0], period.last - timedelta(days=TREND_DAYS + CARRY_DAYS))
    stored = dependencies.store.whole_days(first, period.last)
    known = {account: _line(account, policy) for account in results}
    rows = list(dependencies.rows.of_run(run.id))
    whole = report_of(period, results, stored, dependencies.margin, known, rows)
    unrated = sorted(rule for rule in whole.figures.rules if not _rated(rule, policy, dependencies.catalogue))
    others = _without_rows(dependencies.store.digest(period.span), rows)
    days = dependencies.team_days.between(period.last - timedelta(days=max(WINDOWS) + CARRY_DAYS), period.last)
    more = {"unrated_rules": unrated, "other_events": others, "windows": windows(days, period.last)}
    yield dependencies.channel, whole.model_copy(update=more)
    for team, about in sorted(policy.teams.items()):
        theirs = {a: f for a, f in results.items() if (named := policy.accounts.get(a)) and named.team == team}
        if theirs and about.channel and about.channel != dependencies.channel:
            part = report_of(period, theirs, stored, dependencies.margin, known, rows, team=team)
            yield about.channel, part.model_copy(update={"windows": windows(days, period.last, only=[team])})


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


def _folder(run: ReportRun, report: Report) -> str:
    whose = quote(report.team, safe="") if report.team else "all"
    return f"reports/{run.period.kind}/{run.period.last}/{run.id}/{whose}"


def _send(
    run: ReportRun, channel: str, notification: Notification, dependencies: ReportDependencies, now: datetime
) -> str:
    if not dependencies.log.begin(run.sent_as, channel, run.id, int(now.timestamp())):
        return "sent before"
    try:
        dependencies.sender.post(channel, notification)
    except NotificationRefused as refused:
        return f"refused: {refused.code}"
    dependencies.log.mark_sent(run.sent_as, channel)
    return "sent"
