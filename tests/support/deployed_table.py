"""A table as template.yaml describes it, on moto: keys, indexes and projections are the deployed ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import botocore.session
from moto import mock_aws

from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Persisted
from config_monitor.domain.policy import Classified
from config_monitor.use_cases.persist_event import persist_event
from simulation.limited_table import LimitedTable
from simulation.table_definition import TABLE, table_definition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SESSION = botocore.session.Session()  # one for all, since it keeps the descriptions of services that it has read


@contextmanager
def moto_table(name: str = TABLE) -> Iterator["DynamoDBClient"]:
    """An empty table; the client that reaches it."""
    with mock_aws():
        client: Any = SESSION.create_client("dynamodb", region_name="eu-central-1")
        client.create_table(**table_definition(name))
        yield client
        client.delete_table(TableName=name)


def persist_all(
    client: "DynamoDBClient", *events: Classified, stored: datetime = datetime(2026, 11, 24, 7, tzinfo=UTC)
) -> list[Persisted]:
    """Persist events one after the other, all stored at one instant; what came of each.

    It is done in memory, on a table that agrees with moto's (test_ledger.py): moto copies a whole table for each
    transaction.
    """
    memory = LimitedTable()
    pages = client.get_paginator("scan").paginate(TableName=TABLE)
    before: Any = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
    memory.items |= before
    ledger = DynamoDBLedger(Table(memory, TABLE))  # type: ignore[arg-type] # a stand-in
    answers = [persist_event(event, ledger, stored, lambda _: None) for event in events]
    for key, item in memory.items.items():
        if item != before.get(key):
            client.put_item(TableName=TABLE, Item=item)
    return answers
