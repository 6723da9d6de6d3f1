"""Reports to Slack: by bot with the charts in the message's thread, by webhook with the charts as linked images."""

import json
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit

from aws_lambda_powertools.metrics import MetricUnit
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from config_monitor.adapters.report.message import details, message, summary
from config_monitor.domain.report import Chart, Report
from config_monitor.errors import InvalidSettings, SlackRefused, SlackUnavailable
from config_monitor.observability import logger, metrics
from config_monitor.ports import ReportMessenger
from config_monitor.settings import RenderReportSettings

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TIMEOUT_SECONDS = 15
WEBHOOK_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
LIFETIME_WORDS = "12 hours"


class BotMessenger:
    """A bot token: messages, threads and files."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def tell(self, channel: str, report: Report, link: str | None, charts: list[Chart]) -> None:
        """Post the message, then what it had no room for and the charts in its thread.

        Raises SlackError for the message alone: without the rest it says what it has to say.
        """
        blocks = message(report, link, lifetime=LIFETIME_WORDS)
        try:
            posted = self._client.chat_postMessage(
                channel=channel, text=summary(report), blocks=blocks, unfurl_links=False
            )
        except SlackApiError as error:
            raise _refusal(error) from error
        except (URLError, OSError) as error:
            raise SlackUnavailable(f"Slack is not there: {type(error).__name__}") from error
        try:
            self._add_to_thread(str(posted["channel"]), str(posted["ts"]), report, charts)
        except (SlackApiError, URLError, OSError) as error:
            logger.warning("the report's charts were not taken", extra={"reason": type(error).__name__})
            metrics.add_metric(name="ReportChartsNotSent", unit=MetricUnit.Count, value=1)

    def _add_to_thread(self, channel: str, thread: str, report: Report, charts: list[Chart]) -> None:
        if charts:
            self._client.files_upload_v2(
                channel=channel,
                thread_ts=thread,
                file_uploads=[
                    {"content": c.png, "filename": f"{c.name}.png", "title": c.title, "alt_txt": c.alternative}
                    for c in charts
                ],
            )
        if rest := details(report):
            self._client.chat_postMessage(
                channel=channel, thread_ts=thread, text="All accounts and rules", blocks=rest, unfurl_links=False
            )


class WebhookMessenger:
    """An incoming webhook: one message in its one channel, whatever channel is meant."""

    def __init__(self, client: WebhookClient) -> None:
        self._client = client

    def tell(self, channel: str, report: Report, link: str | None, charts: list[Chart]) -> None:  # noqa: ARG002 a webhook has its own channel
        """Post the message with the charts as linked images. Raises SlackError."""
        blocks = message(report, link, charts, LIFETIME_WORDS)
        try:
            answer = self._client.send(text=summary(report), blocks=blocks, unfurl_links=False)
        except (URLError, OSError) as error:
            raise SlackUnavailable(f"Slack is not there: {type(error).__name__}") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise SlackUnavailable(f"Slack answered {answer.status_code}")
        if answer.status_code != 200:
            raise SlackRefused(answer.body[:100])


def slack_messenger(secrets: "SecretsManagerClient", settings: RenderReportSettings) -> ReportMessenger:
    """The messenger that the settings ask for. Raises InvalidSettings when the secret lacks what it needs."""
    secret = json.loads(secrets.get_secret_value(SecretId=settings.slack_secret_arn)["SecretString"])
    if settings.slack_mode == "bot":
        if not secret.get("bot_token"):
            raise InvalidSettings("the Slack secret has no bot_token")
        address = settings.slack_api_url.rstrip("/") + "/" if settings.slack_api_url else WebClient.BASE_URL
        return BotMessenger(WebClient(token=secret["bot_token"], base_url=address, timeout=TIMEOUT_SECONDS))
    url = str(secret.get("webhook_url") or "")
    allowed = {*WEBHOOK_HOSTS, *filter(None, settings.allowed_webhook_hosts.split(","))}
    if urlsplit(url).netloc not in allowed:
        raise InvalidSettings("the Slack secret has no webhook_url at an allowed host")
    return WebhookMessenger(WebhookClient(url, timeout=TIMEOUT_SECONDS))


def _refusal(error: SlackApiError) -> SlackRefused | SlackUnavailable:
    status, code = error.response.status_code, str(error.response.get("error"))
    if status == 429 or status >= 500 or code in ("ratelimited", "internal_error", "service_unavailable"):
        return SlackUnavailable(f"Slack answered {code}")
    return SlackRefused(code)
