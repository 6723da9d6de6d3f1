"""A Lambda as it runs in AWS: its environment, a cold start, a table and the time it has left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from config_monitor import bootstrap
from config_monitor.adapters import aws
from tests.support.deployed_table import TABLE, moto_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Context:
    """What the handlers and the logger read of an invocation."""

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:function"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def __init__(self, milliseconds: int = 900_000) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        """Always the same, so that a test says how long a step is."""
        return self._milliseconds


@contextmanager
def cold(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator["DynamoDBClient"]:
    """A Lambda that starts cold with an empty table."""
    for name, value in {"EVENTS_TABLE_NAME": TABLE, "AWS_DEFAULT_REGION": "eu-central-1", **environment}.items():
        monkeypatch.setenv(name, value)
    made = (*vars(bootstrap).values(), aws._client, aws._session)
    with moto_table() as client:
        for each in made:
            if hasattr(each, "cache_clear"):
                each.cache_clear()
        yield client
