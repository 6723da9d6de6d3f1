"""What notifying needs: the alerts of the table and the notifiers of the environment."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

from config_monitor.bootstrap.processing import ledger, overrides
from config_monitor.bootstrap.runtime import clock, table

if TYPE_CHECKING:
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.secret import SlackSecret
    from config_monitor.adapters.slack.webhook import SlackWebhook
    from config_monitor.adapters.sns_topic import SnsTopic
    from config_monitor.domain.compliance import Violation, ViolationKey
    from config_monitor.domain.incidents import Incident, IncidentKey
    from config_monitor.domain.notifications import Alert
    from config_monitor.ports import Alerts
    from config_monitor.settings import SlackSettings
    from config_monitor.use_cases.alert_sender import AlertSender
    from config_monitor.use_cases.notification_sender import NotificationSender


@cache
def alert_sender() -> AlertSender:
    """Alerts in the table, their templates, and the notifiers."""
    from config_monitor.adapters.notification_templates import TemplateWriter
    from config_monitor.settings import NotifySlackSettings
    from config_monitor.use_cases.alert_sender import AlertSender

    settings = NotifySlackSettings.from_environment()
    return AlertSender(
        channels=notification_sender(settings, settings.default_channel),
        alerts=alerts(),
        writer=TemplateWriter(page=settings.page_url),
        is_open=lambda key: _subject(key).is_open,
        with_actions=_with_actions,
    )


def _subject(key: ViolationKey | IncidentKey) -> Violation | Incident:
    from config_monitor.domain.incidents import IncidentKey

    return ledger().incident(key) if isinstance(key, IncidentKey) else ledger().violation(key)


def _with_actions(opening: Alert) -> Alert:
    from config_monitor.domain.events import format_instant
    from config_monitor.use_cases.with_actions import with_actions

    key = opening.violation or opening.incident
    return with_actions(opening, _subject(key), overrides().of(key), format_instant(clock())) if key else opening


def notification_sender(settings: SlackSettings, default_channel: str) -> NotificationSender:
    """The sender of all notifications, with the rate limiter in the table."""
    import uuid

    from config_monitor.adapters.dynamodb.rate_limiter import DynamoDBRateLimiter
    from config_monitor.use_cases.notification_sender import NotificationSender

    return NotificationSender(
        notifier=_slack(settings),
        rate_limiter=DynamoDBRateLimiter(table()),
        clock=clock,
        sleep=time.sleep,
        new_id=lambda: uuid.uuid4().hex,
        default_channel=default_channel,
        mirrors=_topics(settings),
    )


def _topics(settings: SlackSettings) -> list[SnsTopic]:
    if not settings.notification_topic_arn:
        return []
    from config_monitor.adapters import aws
    from config_monitor.adapters.sns_topic import SnsTopic

    return [SnsTopic(aws.client("sns"), settings.notification_topic_arn)]


@cache
def slack_secret(arn: str) -> SlackSecret:
    """The secret of Slack, read once for all that need it."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.slack.secret import SlackSecret

    return SlackSecret(aws.client("secretsmanager"), arn)


def _slack(settings: SlackSettings) -> SlackBot | SlackWebhook:
    from config_monitor.adapters.slack.address import api_address
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.webhook import SlackWebhook

    secret = slack_secret(settings.slack_secret_arn)
    if settings.slack_mode == "webhook":
        return SlackWebhook(secret, settings.allowed_webhook_hosts)
    address = api_address(settings.slack_api_url, settings.allowed_webhook_hosts)
    return SlackBot(secret, address, reads_history=settings.read_channel_history)


@cache
def alerts() -> Alerts:
    """The alerts in the table of the environment."""
    from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts

    return DynamoDBAlerts(table())
