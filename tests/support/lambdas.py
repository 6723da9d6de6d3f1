"""A Lambda as it runs in AWS: its environment, a cold start and a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from config_monitor import bootstrap
from config_monitor.adapters import aws
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from local.slack.server import SlackServer


@contextmanager
def cold(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator["DynamoDBClient"]:
    """A Lambda that starts cold with an empty table."""
    for name, value in {"EVENTS_TABLE_NAME": TABLE, "AWS_DEFAULT_REGION": "eu-central-1", **environment}.items():
        monkeypatch.setenv(name, value)
    with moto_table() as client:
        forget()
        yield client


def forget() -> None:
    """Have every port made anew, from the environment as it is now."""
    for function in [*vars(bootstrap).values(), aws.client, aws._session]:
        if hasattr(function, "cache_clear"):
            function.cache_clear()


def slack_environment(slack: "SlackServer") -> dict[str, str]:
    """The environment of a function that uses the played Slack by a bot."""
    return {
        "SLACK_SECRET_ARN": "slack",
        "SLACK_MODE": "bot",
        "SLACK_API_URL": f"{slack.base_url}/api/",
        "ALLOWED_WEBHOOK_HOSTS": f"127.0.0.1:{slack.server_port}",
        "DEFAULT_CHANNEL": "general",
        "ALERT_THRESHOLD": "high",
    }
