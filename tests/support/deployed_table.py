"""A table as template.yaml describes it, on moto: keys, indexes and projections are the deployed ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import botocore.session
from moto import mock_aws

from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import Classified
from config_monitor.use_cases.persist_event import persist_event
from simulation.table_definition import TABLE, table_definition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@contextmanager
def moto_table(name: str = TABLE) -> Iterator["DynamoDBClient"]:
    """An empty table; the client that reaches it."""
    with mock_aws():
        client: Any = botocore.session.Session().create_client("dynamodb", region_name="eu-central-1")
        client.create_table(**table_definition(name))
        yield client
        client.delete_table(TableName=name)


def persist_all(
    client: "DynamoDBClient", *events: Classified, stored: datetime = datetime(2026, 11, 24, 7, tzinfo=UTC)
) -> None:
    """Persist events one after the other, all stored at one instant."""
    for event in events:
        persist_event(event, DynamoDBLedger(Table(client, TABLE)), stored, lambda _: None)
