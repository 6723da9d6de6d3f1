"""The only place that picks adapters: each function's ports, made from its settings at the first call.

Adapters are imported where they are made, so that no function pays at its cold start for what another one uses.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from config_monitor.ports import (
    AgentRegister,
    Alerts,
    Catalogue,
    CurrentViolations,
    EventReader,
    ExceptionStatuses,
    ExportStore,
    FiguresStore,
    History,
    Ledger,
    Pause,
    PolicySource,
    ViolationsByScope,
)

if TYPE_CHECKING:
    from config_monitor.adapters.dynamodb.table import Table
    from config_monitor.adapters.report.messenger import SlackReports
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.webhook import SlackWebhook
    from config_monitor.adapters.sns_topic import SnsTopic
    from config_monitor.settings import (
        AggregateComplianceSettings,
        RenderReportSettings,
        SlackSettings,
    )
    from config_monitor.use_cases.alert_sender import AlertSender
    from config_monitor.use_cases.apply_aggregator_result import Repairs
    from config_monitor.use_cases.notification_sender import NotificationSender
    from config_monitor.use_cases.reapply_policy import ReapplyDependencies
    from config_monitor.use_cases.reconcile_compliance import Reconciler
    from config_monitor.use_cases.render_report import ReportDependencies


def clock() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


@cache
def table() -> "Table":
    """The table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.table import Table
    from config_monitor.settings import TableSettings

    return Table(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


@cache
def alert_sender() -> "AlertSender":
    """Alerts in the table, their templates, and the notifiers."""
    from config_monitor.adapters.notification_templates import TemplateWriter
    from config_monitor.settings import NotifySlackSettings
    from config_monitor.use_cases.alert_sender import AlertSender

    settings = NotifySlackSettings.from_environment()
    return AlertSender(
        channels=_notification_sender(settings, settings.default_channel),
        alerts=alerts(),
        writer=TemplateWriter(),
    )


def _notification_sender(settings: "SlackSettings", default_channel: str) -> "NotificationSender":
    import time
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


def _topics(settings: "SlackSettings") -> "list[SnsTopic]":
    if not settings.notification_topic_arn:
        return []
    from config_monitor.adapters import aws
    from config_monitor.adapters.sns_topic import SnsTopic

    return [SnsTopic(aws.client("sns"), settings.notification_topic_arn)]


def _slack(settings: "SlackSettings") -> "SlackBot | SlackWebhook":
    from config_monitor.adapters import aws
    from config_monitor.adapters.slack.address import api_address
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.secret import SlackSecret
    from config_monitor.adapters.slack.webhook import SlackWebhook

    secret = SlackSecret(aws.client("secretsmanager"), settings.slack_secret_arn)
    if settings.slack_mode == "webhook":
        return SlackWebhook(secret, settings.allowed_hosts)
    return SlackBot(secret, api_address(settings.slack_api_url, settings.allowed_hosts))


def pause() -> Pause:
    """Waiting between attempts on the table."""
    from config_monitor.adapters.backoff import backoff

    return backoff


@cache
def event_reader() -> EventReader:
    """The parsers of all sources, with the senders that the environment names."""
    from config_monitor.adapters.sources import Senders, read_event
    from config_monitor.settings import ParseEventSettings

    settings = ParseEventSettings.from_environment()
    return partial(read_event, senders=Senders(settings.administrator_accounts, settings.additional_sources))


@cache
def policies() -> PolicySource:
    """The policy in the table of the environment, over the stack's parameters."""
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import ClassifyEventSettings

    settings = ClassifyEventSettings.from_environment()
    default = Policy(default_channel=settings.default_channel, threshold=settings.alert_threshold)
    return DynamoDBPolicy(table(), default)


@cache
def catalogue() -> Catalogue:
    """The catalogue of managed rules that is packaged with the functions."""
    from config_monitor.adapters.catalogue import PackagedCatalogue

    return PackagedCatalogue()


@cache
def ledger() -> Ledger:
    """History and violations in the table of the environment."""
    from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger

    return DynamoDBLedger(table())


@cache
def agent_register() -> AgentRegister:
    """The agents in the table of the environment."""
    from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister

    return DynamoDBAgentRegister(table())


@cache
def violations_by_scope() -> ViolationsByScope:
    """The violations of whole accounts and regions in the table of the environment."""
    from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope

    return DynamoDBViolationsByScope(table())


def repairs() -> "Repairs":
    """What making good needs, at present."""
    from config_monitor.use_cases.apply_aggregator_result import Repairs

    return Repairs(ledger(), policies(), catalogue(), pause(), clock())


def reconciler(out_of_time: Callable[[], bool]) -> "Reconciler":
    """What a step of reconciling needs; `enough` says when its time is up."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.config_aggregator import ConfigAggregator
    from config_monitor.settings import ReconcileComplianceSettings
    from config_monitor.use_cases.reconcile_compliance import Reconciler

    name = ReconcileComplianceSettings.from_environment().config_aggregator_name
    aggregator = ConfigAggregator(aws.client("config"), name)
    return Reconciler(aggregator, violations_by_scope(), repairs(), clock(), out_of_time)


@cache
def exception_statuses() -> ExceptionStatuses:
    """The statuses of exceptions in the table of the environment."""
    from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses

    return DynamoDBExceptionStatuses(table())


def reapply_dependencies(out_of_time: Callable[[], bool]) -> "ReapplyDependencies":
    """What a step of reapplying the policy needs; `out_of_time` says when it has to end."""
    from config_monitor.use_cases.reapply_policy import ReapplyDependencies

    decided_by = (policies(), catalogue())
    return ReapplyDependencies(
        violations_by_scope(), exception_statuses(), ledger(), *decided_by, pause(), clock(), out_of_time
    )


@cache
def history() -> History:
    """The events in the table of the environment."""
    from config_monitor.adapters.dynamodb.history import DynamoDBHistory

    return DynamoDBHistory(table())


@cache
def alerts() -> Alerts:
    """The alerts in the table of the environment."""
    from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts

    return DynamoDBAlerts(table())


@cache
def current_violations() -> CurrentViolations:
    """The current state in the table of the environment."""
    from config_monitor.adapters.dynamodb.current_violations import DynamoDBCurrentViolations

    return DynamoDBCurrentViolations(table())


@cache
def export_store() -> ExportStore:
    """The exports in the bucket of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.export_store import S3ExportStore
    from config_monitor.settings import QueryEventsSettings

    return S3ExportStore(aws.client("s3"), QueryEventsSettings.from_environment().report_bucket_name)


@cache
def cursor_key() -> bytes:
    """The key that signs cursors: whoever has it could make them up, so it leaves Secrets Manager for memory alone."""
    from config_monitor.adapters import aws
    from config_monitor.settings import QueryEventsSettings

    arn = QueryEventsSettings.from_environment().cursor_secret_arn
    secret: str = aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    return secret.encode()


@cache
def figures_store() -> FiguresStore:
    """Pairs and kept figures in the table of the environment."""
    from config_monitor.adapters.dynamodb.figures import DynamoDBFigures

    return DynamoDBFigures(table())


@cache
def aggregate_settings() -> "AggregateComplianceSettings":
    """The time zone whose days reports count, and where their failures are told."""
    from config_monitor.settings import AggregateComplianceSettings

    return AggregateComplianceSettings.from_environment()


@cache
def report_dependencies() -> "ReportDependencies":
    """All that RenderReport works with."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.adapters.dynamodb.report_log import DynamoDBReportLog
    from config_monitor.adapters.report.charts import draw_charts
    from config_monitor.adapters.report.page import write_page
    from config_monitor.adapters.report.report_files import BucketReportFiles
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import RenderReportSettings
    from config_monitor.use_cases.render_report import ReportDependencies

    settings = RenderReportSettings.from_environment()
    return ReportDependencies(
        store=figures_store(),
        log=DynamoDBReportLog(table()),
        policies=DynamoDBPolicy(table(), Policy(default_channel=settings.report_channel)),
        catalogue=catalogue(),
        render_charts=draw_charts,
        page=write_page,
        files=BucketReportFiles(aws.client("s3"), settings.report_bucket_name) if settings.report_bucket_name else None,
        messenger=_slack_reports(settings),
        channel=settings.report_channel,
        margin=settings.declining_margin,
        register=agent_register(),
        current_violations=exception_statuses(),
    )


def _slack_reports(settings: "RenderReportSettings") -> "SlackReports":
    from config_monitor.adapters import aws
    from config_monitor.adapters.report.messenger import SlackReports
    from config_monitor.adapters.report.report_files import LIFETIME
    from config_monitor.adapters.slack.address import api_address
    from config_monitor.adapters.slack.files import SlackFiles
    from config_monitor.adapters.slack.secret import SlackSecret

    if settings.slack_mode == "webhook":
        return SlackReports(_slack(settings), None, LIFETIME)
    secret = SlackSecret(aws.client("secretsmanager"), settings.slack_secret_arn)
    files = SlackFiles(secret, api_address(settings.slack_api_url, settings.allowed_hosts))
    return SlackReports(_slack(settings), files, LIFETIME)
