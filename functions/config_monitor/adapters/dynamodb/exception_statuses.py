"""The statuses of exceptions when the policy was last reapplied: one item, which the digest reads."""

from collections.abc import Sequence
from datetime import date

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.packed import packed, unpacked
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import ExceptionStatus

KEY = Key("EXCEPTIONS", "EXCEPTIONS")


class DynamoDBExceptionStatuses:
    """The table's item of exceptions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, statuses: Sequence[ExceptionStatus], day: date) -> None:
        """Store the statuses of a day in place of those before."""
        exceptions = packed([status.model_dump() for status in statuses])
        self._table.put({**KEY._asdict(), "day": day.isoformat(), "exceptions": exceptions})

    def latest(self) -> list[ExceptionStatus]:
        """What was kept last; empty before the policy was first reapplied."""
        row = self._table.get(KEY)
        return [ExceptionStatus.model_validate(status) for status in unpacked(row["exceptions"])] if row else []
