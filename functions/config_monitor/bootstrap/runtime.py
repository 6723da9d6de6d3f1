"""The clock, the pause between tries and the table: what most other ports are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config_monitor.adapters.dynamodb.table import Table
    from config_monitor.ports import Pause


def clock() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


@cache
def table() -> Table:
    """The table of the environment."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.dynamodb.table import Table
    from config_monitor.settings import TableSettings

    return Table(aws.client("dynamodb"), TableSettings.from_environment().events_table_name)


def pause() -> Pause:
    """Waiting between attempts on the table."""
    from config_monitor.adapters.backoff import backoff

    return backoff
