"""Draw and send the reports of a run: the whole to one channel, each team's part to the team's own."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from config_monitor.domain.notifications import Notification, pause_after_unanswered
from config_monitor.domain.reports import (
    SUMMARISED_ACCOUNTS,
    AccountSummary,
    Report,
    ReportLinks,
    ReportRun,
    bare_notification,
)
from config_monitor.errors import NotificationRefused, NotifierBusy, NotifierError, NotifierUnanswered, StorageBusy
from config_monitor.observability import logger
from config_monitor.ports import ReportFiles
from config_monitor.use_cases.collect_reports import collect, team_reports, whole_report
from config_monitor.use_cases.draw_report import DrawnReport, draw_report, folder_of
from config_monitor.use_cases.left_out import LeftOut
from config_monitor.use_cases.report_dependencies import ReportDependencies

JSON = "application/json"
# How far back a report that was not answered is looked for: its posts end within an hour, a run may be redriven.
LOOK_BACK_SECONDS = 86_400


@dataclass(frozen=True)
class Rendered:
    """The link to the page, by channel `sent`, `sent before` or `refused: <code>`, and figures to measure.

    `score` is in percent, times are means in seconds; None where there is nothing to count.
    `figures_url` links to the accounts' figures where they are too many for the machine's output; `left_out` names the
    parts that failed.
    """

    report_url: str | None
    missing: int
    channels: dict[str, str]
    figures_url: str | None = None
    rules: int = 0
    left_out: list[str] = field(default_factory=list)
    score: float | None = None
    detect_seconds: float | None = None
    resolve_seconds: float | None = None


def render_report(
    run: ReportRun, accounts: Collection[str], dependencies: ReportDependencies, now: datetime
) -> Rendered:
    """Render and send the report of a run over `accounts`; a part that fails is left out and named in the whole.

    Raises NotifierError and StorageBusy when it is to be tried again.
    """
    left_out = LeftOut()
    collected = collect(run, accounts, dependencies, left_out, now)
    drawn: list[tuple[str, Report, DrawnReport]] = []
    for channel, report in team_reports(collected, dependencies, left_out, now):
        draw = partial(draw_report, run, report, dependencies, now)
        if part := left_out.unless_it_fails(f"the report of {report.team}", draw, report.team):
            drawn.append((channel, report, part))
    whole = whole_report(collected, dependencies, left_out, now)
    whole = whole.model_copy(update={"left_out": left_out.names})
    first = draw_report(run, whole, dependencies, now)
    channels = {dependencies.channel: _send(run, dependencies.channel, whole, first, dependencies, now)}
    for channel, report, part in drawn:
        named = channel if channel not in channels else f"{channel} ({report.team})"
        channels[named] = _send(run, channel, report, part, dependencies, now)
    figures = partial(_figures_file, run, whole, dependencies.files)
    times = (whole.figures.time_to_detect, whole.figures.time_to_resolve)
    seconds = [time.total_seconds() if time is not None else None for time in times]
    return Rendered(
        first.page,
        len(whole.missing),
        channels,
        LeftOut().unless_it_fails("the file of figures", figures),
        len(whole.figures.rules),
        first.left_out,
        whole.score,
        *seconds,
    )


def _figures_file(run: ReportRun, whole: Report, files: ReportFiles | None) -> str | None:
    """A link to the figures of all accounts, where the machine's output cannot hold them."""
    if files is None or len(whole.accounts) <= SUMMARISED_ACCOUNTS:
        return None
    figures = {line.account: AccountSummary.of(line.figures).model_dump() for line in whole.accounts}
    return files.keep(f"{folder_of(run, whole)}/figures.json", json.dumps({"accounts": figures}).encode(), JSON)


def _send(
    run: ReportRun,
    channel: str,
    report: Report,
    drawn: DrawnReport,
    dependencies: ReportDependencies,
    now: datetime,
) -> str:
    """Send a report once: a notification that cannot be written for the notifier is replaced by a bare one."""
    recipient = f"{channel}#{report.team}" if report.team else channel
    if not dependencies.log.begin(run.sent_as, recipient, run.id, int(now.timestamp())):
        return "sent before"
    reference = f"{run.sent_as}#{recipient}"
    posts, due = dependencies.log.unanswered(run.sent_as, recipient)
    if posts:
        _check_due(due, int(now.timestamp()), dependencies)
        if reference in dependencies.sender.find(channel, now.timestamp() - LOOK_BACK_SECONDS):
            dependencies.log.mark_sent(run.sent_as, recipient)
            return "sent"
    try:
        notification = drawn.notification.model_copy(update={"references": (reference,)})
        _post(channel, notification, report, drawn.page, dependencies)
    except NotificationRefused as refused:
        return f"refused: {refused.code}"
    except NotifierUnanswered:
        due = int(now.timestamp() + pause_after_unanswered(posts + 1))
        dependencies.log.note_unanswered(run.sent_as, recipient, posts + 1, due)
        raise
    dependencies.sender.write_surely(lambda: dependencies.log.mark_sent(run.sent_as, recipient))
    return "sent"


def _check_due(due: int, now: int, dependencies: ReportDependencies) -> None:
    """Raises NotifierBusy where a report that may have been taken is not to be posted again yet."""
    if now < due:
        raise NotifierBusy("a post of the report was not answered: it may have been taken", due - now)
    dependencies.sender.check_answers()


def _post(
    channel: str, notification: Notification, report: Report, page: str | None, dependencies: ReportDependencies
) -> None:
    try:
        dependencies.sender.post(channel, notification)
    except (NotifierError, StorageBusy):
        raise
    except Exception:
        logger.exception("a report's message cannot be written", extra={"channel": channel})
        lacking = report.model_copy(update={"left_out": [*report.left_out, "the message"]})
        dependencies.sender.post(channel, bare_notification(lacking, ReportLinks(page)))
