"""History, violations, incidents, counters and alerts behind the Ledger port: one transaction for one event."""

from datetime import datetime

from config_monitor.adapters.dynamodb.incident_rows import incident_from, incident_key
from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.resources import DynamoDBResources
from config_monitor.adapters.dynamodb.rows import removal_key, resource_key, scope_key, violation_from, violation_key
from config_monitor.adapters.dynamodb.rules import rule_from, rule_key
from config_monitor.adapters.dynamodb.table import CONDITION_FAILED, Table
from config_monitor.adapters.dynamodb.transaction import record_writes, removal_of, removal_writes
from config_monitor.adapters.dynamodb.writes import Write
from config_monitor.domain.compliance import Violation, ViolationKey, with_removal
from config_monitor.domain.events import RETENTION_DAYS
from config_monitor.domain.incidents import Incident, IncidentKey
from config_monitor.domain.resources import Resource, ResourceKey
from config_monitor.domain.rules import KnownRule
from config_monitor.errors import WriteConflict
from config_monitor.ports import Record, Recorded


class DynamoDBLedger:
    """The table as a ledger, which keeps history for so many days."""

    def __init__(self, table: Table, history_days: int = RETENTION_DAYS) -> None:
        self._table = table
        self._history_days = history_days

    def violation(self, key: ViolationKey) -> Violation:
        """The pair as stored, read consistently; a fresh one knows whether its resource is gone."""
        if row := self._row(violation_key(key)):
            return violation_from(row)
        removal = self._row(removal_key(*key.resource))
        fresh = Violation(key=key)
        return with_removal(fresh, removal["removed_at"], removal["event_id"]) if removal else fresh

    def violations_of(self, account: str, region: str, resource_type: str, resource_id: str) -> list[Violation]:
        """All pairs of one resource, by the index on `resource_key`, then each read consistently."""
        query = Query(resource_key(account, region, resource_type, resource_id), by="resource_key")
        return [self.violation(violation_from(row).key) for row in list(self._table.query(query))]

    def incident(self, key: IncidentKey) -> Incident:
        """The incident as stored, read consistently."""
        row = self._row(incident_key(key))
        return incident_from(row) if row else Incident(key=key)

    def resource(self, key: ResourceKey) -> Resource:
        """The resource as stored, read consistently."""
        return DynamoDBResources(self._table).resource(key)

    def known_rule(self, region: str, name: str, key: ViolationKey) -> KnownRule:
        """The rule as stored; one whose evaluations were never noted is as old as a pair that it has."""
        item_key = rule_key(key.account, region, name)
        rule = rule_from(item_key, self._row(item_key) or {})
        if rule.first_evaluated_at:
            return rule
        partition = scope_key(key.account, key.region)
        pairs = self._table.page(Query(partition, prefix=f"{key.rule_name}#", consistent=True), limit=1).rows
        times = [t.evaluated_at for row in pairs for t in violation_from(row).transitions if t.rule_name == name]
        return rule.model_copy(update={"first_evaluated_at": min(times, default=None)})

    def record(self, record: Record, now: datetime) -> Recorded:
        """Write a record in one transaction."""
        writes = self._writes(record, now)
        refused = self._table.transact(writes) if writes else []
        if (record.classified or record.heartbeat) and refused[:1] == [CONDITION_FAILED]:
            return "duplicate"
        if refused:
            raise WriteConflict("the items have changed since they were read")
        return "stored"

    def _writes(self, record: Record, now: datetime) -> list[Write]:
        """All writes of a record; the event's own is the first, by which `record` knows a duplicate."""
        writes = record_writes(record, now, self._history_days)
        if record.classified and (removal := removal_of(record.classified.event)):
            writes += removal_writes(removal, self._row(removal.key))
        return writes

    def _row(self, key: Key) -> Row | None:
        return self._table.get(key, consistent=True)
