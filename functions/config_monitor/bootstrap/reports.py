"""What counting and sending a report need."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from config_monitor.bootstrap.notifications import notification_sender
from config_monitor.bootstrap.processing import agent_register, catalogue, policies
from config_monitor.bootstrap.queries import coverage_dependencies
from config_monitor.bootstrap.reconciliation import exception_statuses, retirement_log
from config_monitor.bootstrap.runtime import table

if TYPE_CHECKING:
    from config_monitor.ports import FiguresStore, ReportRows, TeamDays
    from config_monitor.settings import AggregateComplianceSettings
    from config_monitor.use_cases.aggregate_compliance import MergeDependencies
    from config_monitor.use_cases.report_dependencies import ReportDependencies


@cache
def figures_store() -> FiguresStore:
    """Pairs, and figures of runs and days, in the table of the environment."""
    from config_monitor.adapters.dynamodb.figures import DynamoDBFigures

    return DynamoDBFigures(table())


@cache
def report_rows() -> ReportRows:
    """The rows of reports in the table of the environment."""
    from config_monitor.adapters.dynamodb.report_rows import DynamoDBReportRows

    return DynamoDBReportRows(table())


@cache
def team_days() -> TeamDays:
    """The figures of teams by day in the table of the environment."""
    from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays

    return DynamoDBTeamDays(table())


def merge_dependencies() -> MergeDependencies:
    """What adding up the figures of accounts needs, with the teams of the present policy."""
    from config_monitor.use_cases.aggregate_compliance import MergeDependencies

    return MergeDependencies(figures_store(), report_rows(), team_days(), policies().policy().teams_by_account)


@cache
def aggregate_settings() -> AggregateComplianceSettings:
    """The time zone whose days reports count, and the channel that their failures are posted to."""
    from config_monitor.settings import AggregateComplianceSettings

    return AggregateComplianceSettings.from_environment()


@cache
def report_dependencies() -> ReportDependencies:
    """What rendering and sending a report needs."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.policy import DynamoDBPolicy
    from config_monitor.adapters.dynamodb.report_log import DynamoDBReportLog
    from config_monitor.adapters.report.charts import CHARTS
    from config_monitor.adapters.report.page import write_page
    from config_monitor.adapters.report.report_files import BucketReportFiles
    from config_monitor.domain.policy import Policy
    from config_monitor.settings import RenderReportSettings
    from config_monitor.use_cases.report_dependencies import ReportDependencies

    settings = RenderReportSettings.from_environment()
    return ReportDependencies(
        store=figures_store(),
        team_days=team_days(),
        rows=report_rows(),
        log=DynamoDBReportLog(table()),
        policies=DynamoDBPolicy(table(), Policy(default_channel=settings.report_channel)),
        catalogue=catalogue(),
        charts=CHARTS,
        page=write_page,
        files=BucketReportFiles(aws.client("s3"), settings.report_bucket_name) if settings.report_bucket_name else None,
        sender=notification_sender(settings, settings.report_channel),
        channel=settings.report_channel,
        margin=settings.declining_margin,
        register=agent_register(),
        exception_statuses=exception_statuses(),
        coverage=coverage_dependencies(),
        retirement_log=retirement_log(),
        page_url=settings.page_url,
    )
