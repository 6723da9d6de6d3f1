"""What the index of due dates has for reminders: violations, and incidents, which it has for other changes too."""

from collections.abc import Iterator
from itertools import zip_longest

from config_monitor.adapters.dynamodb.incident_rows import DUE, key_from
from config_monitor.adapters.dynamodb.items import Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rows import DUE_VIOLATION
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.incidents import IncidentKey


class DynamoDBFollowUps:
    """The table as what is to be followed up."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: str) -> Iterator[ViolationKey | IncidentKey]:
        """Those due by now, violations and incidents in turn, of each the last due first.

        So what stays due, since somebody muted it, is read last and takes the time of nothing else.
        """
        violations = map(_violation_key, self._rows(DUE_VIOLATION, now))
        incidents = map(key_from, self._rows(DUE, now))
        for pair in zip_longest(violations, incidents):
            yield from (key for key in pair if key)

    def _rows(self, kind: str, now: str) -> Iterator[Row]:
        return self._table.query(Query(kind, by="due", sort="due_at", high=now, ascending=False))


def _violation_key(row: Row) -> ViolationKey:
    """By the primary key: the index has no rule or resource; a resource's id may hold any character."""
    rule_name, resource_type, resource_id = row["sk"].split("#", 2)
    return ViolationKey(
        account=row["account"],
        region=row["region"],
        rule_name=rule_name,
        resource_type=resource_type,
        resource_id=resource_id,
    )
