"""Reports to Slack: by bot with the charts in the message's thread, by webhook with the charts as linked images."""

from datetime import timedelta
from typing import Protocol

from aws_lambda_powertools.metrics import MetricUnit

from config_monitor.adapters.report.message import details, report_message
from config_monitor.adapters.slack.blocks import SlackMessage
from config_monitor.adapters.slack.files import SlackFiles
from config_monitor.domain.notifications import Image
from config_monitor.domain.reports import Chart, Report
from config_monitor.errors import NotifierError
from config_monitor.observability import logger, metrics
from config_monitor.ports import Posted


class Slack(Protocol):
    """Slack by bot or webhook."""

    def post_message(self, channel: str, message: SlackMessage, thread: str | None = None) -> Posted:
        """Post what is in Slack's form already."""
        ...


class SlackReports:
    """Posts reports; `files` is None where Slack takes none, as by webhook."""

    def __init__(self, slack: Slack, files: SlackFiles | None, lifetime: timedelta) -> None:
        self._slack, self._files, self._lifetime = slack, files, lifetime

    def tell(self, channel: str, report: Report, link: str | None, charts: list[Chart]) -> None:
        """Post the message, then in its thread the charts and what it had no room for.

        Raises NotifierError for the message alone: without the rest it says what it has to say.
        """
        images = [] if self._files else charts
        posted = self._slack.post_message(channel, report_message(report, link, images, self._lifetime))
        if not self._files or not posted.channel_id or not posted.message_id:
            return
        try:
            self._add_to_thread(posted, report, charts)
        except NotifierError as error:
            logger.warning("Slack did not take all that belongs to a report", extra={"reason": str(error)})
            metrics.add_metric(name="ReportChartsNotSent", unit=MetricUnit.Count, value=1)

    def _add_to_thread(self, posted: Posted, report: Report, charts: list[Chart]) -> None:
        channel, thread = str(posted.channel_id), str(posted.message_id)
        if charts and self._files:
            files = [Image(name=f"{c.name}.png", title=c.title, alternative=c.alternative, png=c.png) for c in charts]
            self._files.upload(channel, thread, files)
        if rest := details(report):
            self._slack.post_message(channel, rest, thread)
