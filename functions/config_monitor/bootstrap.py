"""The only place that picks adapters: each function's ports, made from its settings at the first call."""

from datetime import UTC, datetime
from functools import cache

from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.sources import read_event
from config_monitor.ports import EventReader, Ledger
from config_monitor.settings import TableSettings


def clock() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


@cache
def ledger() -> Ledger:
    """History and violations in the table of the environment."""
    return DynamoDBLedger(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


def event_reader() -> EventReader:
    """The parsers of all sources."""
    return read_event
