"""RenderReport for benchmarks: all real but Slack and the bucket, which take everything and keep nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.agents import DynamoDBAgentRegister
from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.report_rows import DynamoDBReportRows
from config_monitor.adapters.dynamodb.retirement_log import DynamoDBRetirementLog
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.adapters.report.charts import CHARTS
from config_monitor.adapters.report.page import write_page
from config_monitor.adapters.slack.blocks import slack_message
from config_monitor.domain.notifications import Notification
from config_monitor.domain.policy import Policy
from config_monitor.ports import Posted
from config_monitor.use_cases.report_dependencies import ReportDependencies


class _Sender:
    def post(self, channel: str, notification: Notification) -> Posted:
        assert channel
        assert all(slack_message(each).text for each in (notification, *notification.details))
        return Posted(channel_id=None, message_id=None)

    def check_answers(self) -> None:
        return

    def find(self, _channel: str, _since: float) -> dict[str, Posted]:
        return {}

    def write_surely(self, write: Callable[[], None]) -> None:
        write()


class _Files:
    lifetime = timedelta(hours=12)

    def keep(self, name: str, content: bytes, content_type: str) -> str:
        assert content
        assert content_type
        return f"https://files.example/{name}"

    def address(self, name: str) -> str:
        return f"https://console.example/{name}"


class _Log:
    def begin(self, report: str, channel: str, run: str, now: int) -> bool:
        return bool(report and channel and run and now)

    def mark_sent(self, report: str, channel: str) -> None:
        assert report
        assert channel

    def unanswered(self, report: str, channel: str) -> tuple[int, int]:
        assert report
        assert channel
        return 0, 0

    def note_unanswered(self, report: str, channel: str, posts: int, due: int) -> None:
        raise AssertionError(report, channel, posts, due)


class _Policies:
    def policy(self) -> Policy:
        return Policy()


def bench_dependencies(table: Table) -> ReportDependencies:
    """The dependencies over a table."""
    return ReportDependencies(
        store=DynamoDBFigures(table),
        team_days=DynamoDBTeamDays(table),
        rows=DynamoDBReportRows(table),
        log=_Log(),
        policies=_Policies(),
        catalogue=PackagedCatalogue(),
        charts=CHARTS,
        page=write_page,
        files=_Files(),
        sender=_Sender(),
        channel="reports",
        margin=2,
        register=DynamoDBAgentRegister(table),
        exception_statuses=DynamoDBExceptionStatuses(table),
        retirement_log=DynamoDBRetirementLog(table),
    )
