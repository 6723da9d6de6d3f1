"""Draw a report, write its page and send it: the whole to one channel, each team's part to the team's own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from config_monitor.domain.policy import Policy, Subject, mute_of, severity_by_policy
from config_monitor.domain.reports import TREND_DAYS, Chart, Figures, Report, ReportRun, report_of
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
    ReportMessenger,
)
from config_monitor.use_cases.check_agent_health import check_agent_health

HTML = "text/html; charset=utf-8"
# How far back a trend looks for a state to carry into its first days.
CARRY_DAYS = 14


@dataclass(frozen=True)
class ReportDependencies:
    """What rendering works with; `files` is None without a bucket, `margin` is in points of score."""

    store: FiguresStore
    log: ReportLog
    policies: PolicySource
    catalogue: Catalogue
    render_charts: ChartRenderer
    page: PageWriter
    files: ReportFiles | None
    messenger: ReportMessenger
    channel: str
    margin: float
    register: AgentRegister | None = None
    current_violations: ExceptionStatuses | None = None


@dataclass(frozen=True)
class Rendered:
    """The link to the page, and by channel `sent`, `sent before` or `refused: <code>`."""

    report_url: str | None
    missing: int
    channels: dict[str, str]


def render_report(
    run: ReportRun, accounts: Collection[str], dependencies: ReportDependencies, now: datetime
) -> Rendered:
    """Render and send the report of a run over `accounts`. Raises NotifierError when Slack is away: try again."""
    policy = dependencies.policies.policy()
    results = {a: _without_muted(f, policy) for a, f in _results(run, accounts, dependencies.store).items()}
    first, *rest = list(_reports(run, results, policy, dependencies))
    first = (first[0], first[1].model_copy(update=_present(run, dependencies, now)))
    link, channels = None, {}
    for channel, report in (first, *rest):
        charts = [_linked(run, report, chart, dependencies) for chart in dependencies.render_charts(report)]
        page = _page(run, report, charts, dependencies)
        link = link or page
        channels[channel] = _send(run, channel, report, page, charts, dependencies, now)
    return Rendered(report_url=link, missing=len(first[1].missing), channels=channels)


def _present(run: ReportRun, dependencies: ReportDependencies, now: datetime) -> dict[str, object]:
    """Who is not heard and how exceptions stand: known of the present alone, so left out of older days' reports."""
    if run.period.last < now.date() - timedelta(days=1):
        return {}
    agent_health = check_agent_health(dependencies.register, now) if dependencies.register else None
    return {
        "agent_health": agent_health,
        "exceptions": dependencies.current_violations.latest() if dependencies.current_violations else [],
    }


def _results(run: ReportRun, accounts: Collection[str], store: FiguresStore) -> dict[str, Figures | None]:
    found: dict[str, Figures | None] = dict.fromkeys(accounts)
    found.update({account: figures for account, figures, _ in store.results(run.id)})
    return found


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
    names = {account: known.name for account, known in policy.accounts.items()}
    whole = report_of(period, results, stored, names, dependencies.margin)
    unrated = sorted(rule for rule in whole.figures.rules if not _rated(rule, policy, dependencies.catalogue))
    others = dependencies.store.digest(period.span)
    yield dependencies.channel, whole.model_copy(update={"unrated_rules": unrated, "other_events": others})
    for team, about in sorted(policy.teams.items()):
        theirs = {a: f for a, f in results.items() if (known := policy.accounts.get(a)) and known.team == team}
        if theirs and about.channel and about.channel != dependencies.channel:
            yield about.channel, report_of(period, theirs, stored, names, dependencies.margin, team=team)


def _rated(rule: str, policy: Policy, catalogue: Catalogue) -> bool:
    subject = Subject(account="", rules=(rule,))
    return catalogue.find(rule) is not None or severity_by_policy(policy, subject) is not None


def _page(run: ReportRun, report: Report, charts: list[Chart], dependencies: ReportDependencies) -> str | None:
    if dependencies.files is None:
        return None
    return dependencies.files.keep(
        f"{_folder(run, report)}/report.html", dependencies.page(report, charts).encode(), HTML
    )


def _linked(run: ReportRun, report: Report, chart: Chart, dependencies: ReportDependencies) -> Chart:
    if dependencies.files is None:
        return chart
    return replace(
        chart, link=dependencies.files.keep(f"{_folder(run, report)}/{chart.name}.png", chart.png, "image/png")
    )


def _folder(run: ReportRun, report: Report) -> str:
    whose = quote(report.team, safe="") if report.team else "all"
    return f"reports/{run.period.kind}/{run.period.last}/{run.id}/{whose}"


def _send(
    run: ReportRun,
    channel: str,
    report: Report,
    link: str | None,
    charts: list[Chart],
    dependencies: ReportDependencies,
    now: datetime,
) -> str:
    if not dependencies.log.begin(run.sent_as, channel, run.id, int(now.timestamp())):
        return "sent before"
    try:
        dependencies.messenger.tell(channel, report, link, charts)
    except NotificationRefused as refused:
        return f"refused: {refused.code}"
    dependencies.log.mark_sent(run.sent_as, channel)
    return "sent"
