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


@contextmanager
def cold(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator["DynamoDBClient"]:
    """A Lambda that starts cold with an empty table."""
    for name, value in {"EVENTS_TABLE_NAME": TABLE, "AWS_DEFAULT_REGION": "eu-central-1", **environment}.items():
        monkeypatch.setenv(name, value)
    cached = (*vars(bootstrap).values(), aws._client, aws._session)
    with moto_table() as client:
        for function in cached:
            if hasattr(function, "cache_clear"):
                function.cache_clear()
        yield client
