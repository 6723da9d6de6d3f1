"""The only place that picks adapters: each function's ports, made from its settings at the first call.

Adapters are imported where they are made, so that no function pays at its cold start for what another one uses.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from config_monitor.ports import (
    AgentRegister,
    Catalogue,
    EventReader,
    ExceptionStandings,
    ExportShelf,
    FiguresStore,
    History,
    Inventory,
    Ledger,
    Pause,
    PolicySource,
    Slack,
    Standings,
)

if TYPE_CHECKING:
    from config_monitor.adapters.report.messenger import SlackReports
    from config_monitor.settings import (
        AggregateComplianceSettings,
        RenderReportSettings,
        SlackSettings,
    )
    from config_monitor.use_cases.reconcile_compliance import Reconciler
    from config_monitor.use_cases.render_report import ReportDesk
    from config_monitor.use_cases.repair import Repairs
    from config_monitor.use_cases.sweep_violations import Sweeper
    from config_monitor.use_cases.telling import Telling


def clock() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


@cache
def telling() -> "Telling":
    """Alerts, their pace and their words, and Slack by bot or webhook."""
    import time
    import uuid

    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.alerts import DynamoDBAlerts
    from config_monitor.adapters.dynamodb.pace import DynamoDBPace
    from config_monitor.adapters.messages import JinjaMessages
    from config_monitor.settings import NotifySlackSettings
    from config_monitor.use_cases.telling import Telling

    settings = NotifySlackSettings.from_environment()
    table = aws.client("dynamodb"), settings.events_table_name
    return Telling(
        slack=_slack(settings),
        alerts=DynamoDBAlerts(*table),
        pace=DynamoDBPace(*table),
        writer=JinjaMessages(),
        clock=clock,
        sleep=time.sleep,
        new_id=lambda: uuid.uuid4().hex,
        default_channel=settings.default_channel,
    )


def _slack(settings: "SlackSettings") -> Slack:
    from config_monitor.adapters import aws
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.secret import SlackSecret
    from config_monitor.adapters.slack.webhook import SlackWebhook
    from config_monitor.domain.slack_address import api_address

    secret = SlackSecret(aws.client("secretsmanager"), settings.slack_secret_arn)
    if settings.slack_mode == "webhook":
        return SlackWebhook(secret, settings.allowed_hosts)
    return SlackBot(secret, api_address(settings.slack_api_url, settings.allowed_hosts))


def pause() -> Pause:
    """Waiting between attempts on the table."""
    from config_monitor.adapters.backoff import backoff

    return backoff


def event_reader() -> EventReader:
    """The parsers of all sources."""
    from config_monitor.adapters.sources import read_event

    return read_event


@cache
def policies() -> PolicySource:
    """The policy in the table of the environment, over the stack's parameters."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import ClassifyEventSettings

    settings = ClassifyEventSettings.from_environment()
    default = Policy(default_channel=settings.default_channel, threshold=settings.alert_threshold)
    return DynamoDBPolicy(aws.client("dynamodb"), settings.events_table_name, default)


@cache
def catalogue() -> Catalogue:
    """The catalogue of managed rules that is packaged with the functions."""
    from config_monitor.adapters.catalogue import PackagedCatalogue

    return PackagedCatalogue()


@cache
def ledger() -> Ledger:
    """History and violations in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
    from config_monitor.settings import TableSettings

    return DynamoDBLedger(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


@cache
def agent_register() -> AgentRegister:
    """The agents in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
    from config_monitor.settings import TableSettings

    return DynamoDBAgentRegister(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


@cache
def inventory() -> Inventory:
    """The violations of whole accounts and regions in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.inventory import DynamoDBInventory
    from config_monitor.settings import TableSettings

    return DynamoDBInventory(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


def repairs() -> "Repairs":
    """What making good needs, at present."""
    from config_monitor.use_cases.repair import Repairs

    return Repairs(ledger(), policies(), catalogue(), pause(), clock())


def reconciler(enough: Callable[[], bool]) -> "Reconciler":
    """What a step of reconciling needs; `enough` says when its time is up."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.config_aggregator import ConfigAggregator
    from config_monitor.settings import ReconcileComplianceSettings
    from config_monitor.use_cases.reconcile_compliance import Reconciler

    name = ReconcileComplianceSettings.from_environment().config_aggregator_name
    aggregator = ConfigAggregator(aws.client("config"), name)
    return Reconciler(aggregator, inventory(), repairs(), clock(), enough)


@cache
def exception_standings() -> ExceptionStandings:
    """How exceptions stood at the last sweep, in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.exceptions import DynamoDBExceptionStandings
    from config_monitor.settings import TableSettings

    return DynamoDBExceptionStandings(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


def sweeper(enough: Callable[[], bool]) -> "Sweeper":
    """What a step of a sweep needs; `enough` says when its time is up."""
    from config_monitor.use_cases.sweep_violations import Sweeper

    judges = (policies(), catalogue())
    return Sweeper(inventory(), exception_standings(), ledger(), *judges, pause(), clock(), enough)


@cache
def history() -> History:
    """The events in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.history import DynamoDBHistory
    from config_monitor.settings import QueryEventsSettings

    return DynamoDBHistory(aws.client("dynamodb"), QueryEventsSettings.from_environment().events_table_name)


@cache
def standings() -> Standings:
    """The current state in the table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.standings import DynamoDBStandings
    from config_monitor.settings import QueryEventsSettings

    return DynamoDBStandings(aws.client("dynamodb"), QueryEventsSettings.from_environment().events_table_name)


@cache
def export_shelf() -> ExportShelf:
    """The exports in the bucket of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.export_shelf import S3ExportShelf
    from config_monitor.settings import QueryEventsSettings

    return S3ExportShelf(aws.client("s3"), QueryEventsSettings.from_environment().report_bucket_name)


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
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
    from config_monitor.settings import TableSettings

    return DynamoDBFigures(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


@cache
def aggregate_settings() -> "AggregateComplianceSettings":
    """The time zone whose days reports count, and where their failures are told."""
    from config_monitor.settings import AggregateComplianceSettings

    return AggregateComplianceSettings.from_environment()


@cache
def report_desk() -> "ReportDesk":
    """All that RenderReport works with."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.adapters.dynamodb.report_log import DynamoDBReportLog
    from config_monitor.adapters.report.charts import draw_charts
    from config_monitor.adapters.report.page import write_page
    from config_monitor.adapters.report.shelf import BucketShelf
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import RenderReportSettings
    from config_monitor.use_cases.render_report import ReportDesk

    settings = RenderReportSettings.from_environment()
    dynamodb, table = aws.client("dynamodb"), settings.events_table_name
    return ReportDesk(
        store=figures_store(),
        log=DynamoDBReportLog(dynamodb, table),
        policies=DynamoDBPolicy(dynamodb, table, Policy(default_channel=settings.report_channel)),
        catalogue=catalogue(),
        painter=draw_charts,
        page=write_page,
        shelf=BucketShelf(aws.client("s3"), settings.report_bucket_name) if settings.report_bucket_name else None,
        messenger=_slack_reports(settings),
        channel=settings.report_channel,
        margin=settings.declining_margin,
        register=agent_register(),
        standings=exception_standings(),
    )


def _slack_reports(settings: "RenderReportSettings") -> "SlackReports":
    from config_monitor.adapters import aws
    from config_monitor.adapters.report.messenger import SlackReports
    from config_monitor.adapters.report.shelf import LIFETIME
    from config_monitor.adapters.slack.files import SlackFiles
    from config_monitor.adapters.slack.secret import SlackSecret
    from config_monitor.domain.slack_address import api_address

    if settings.slack_mode == "webhook":
        return SlackReports(_slack(settings), None, LIFETIME)
    secret = SlackSecret(aws.client("secretsmanager"), settings.slack_secret_arn)
    files = SlackFiles(secret, api_address(settings.slack_api_url, settings.allowed_hosts))
    return SlackReports(_slack(settings), files, LIFETIME)
