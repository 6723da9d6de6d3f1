"""What was retired and in which report it is named, and what waits for a person."""

from collections.abc import Iterable

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import Condition, Update
from config_monitor.domain.events import RETENTION_SECONDS, to_epoch
from config_monitor.domain.retirement import Retirement

RETIREMENTS, WAITING = "RETIREMENT", "RETIREMENT_WAITING"
_UNNAMED = "attribute_not_exists(report) OR report = :own"


class DynamoDBRetirementLog:
    """One item for each retirement of a scope, and one for each scope that waits."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, retirement: Retirement, at: str) -> None:
        """Remember what was retired at a stored instant; it waits no longer."""
        expired_at = to_epoch(at) + RETENTION_SECONDS
        self._table.put({**_key(retirement, at)._asdict(), **retirement.model_dump(), "expired_at": expired_at})
        self._table.delete(Key(WAITING, f"{retirement.account}#{retirement.region}"))

    def withdraw(self, retirement: Retirement, at: str) -> None:
        """Take back what was added for that instant."""
        self._table.delete(_key(retirement, at))

    def claim(self, report: str) -> list[Retirement]:
        """The retirements that this report is to name: those it has named, and those that none has named yet."""
        return [_retirement(row) for row in self._table.query(Query(RETIREMENTS)) if self._claimed(row, report)]

    def named_in(self, report: str) -> list[Retirement]:
        """The retirements that a report has named."""
        return [_retirement(row) for row in self._table.query(Query(RETIREMENTS)) if row.get("report") == report]

    def keep_waiting(self, waiting: Iterable[Retirement]) -> None:
        """Keep those that wait for a person, in place of any kept before."""
        rows = {f"{one.account}#{one.region}": one.model_dump() for one in waiting}
        for row in list(self._table.query(Query(WAITING, attributes=["sk"]))):
            if row["sk"] not in rows:
                self._table.delete(Key(WAITING, row["sk"]))
        for sk, row in rows.items():
            self._table.put({"pk": WAITING, "sk": sk, **row})

    def waiting(self) -> list[Retirement]:
        """Those that wait for a person."""
        return [_retirement(row) for row in self._table.query(Query(WAITING))]

    def _claimed(self, row: Row, report: str) -> bool:
        if row.get("report") not in (None, report):
            return False
        try:
            condition = Condition(_UNNAMED, {"own": report})
            self._table.update(Update(Key(row["pk"], row["sk"]), {"report": report}, condition=condition))
        except ConditionFailed:  # another report names it
            return False
        return True


def _key(retirement: Retirement, at: str) -> Key:
    return Key(RETIREMENTS, f"{at}#{retirement.account}#{retirement.region}")


def _retirement(row: Row) -> Retirement:
    return Retirement(**{name: row[name] for name in Retirement.model_fields})
