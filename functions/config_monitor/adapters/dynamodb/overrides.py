"""Exceptions and mutes that people made, as items of one partition, found by the id of what they are about."""

from collections.abc import Iterator

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import ViolationKey
from config_monitor.domain.events import RETENTION_SECONDS, to_epoch
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.policy import ExceptionByPerson, MuteByPerson, Overrides, override_ids

EXCEPTIONS, MUTES = "PEOPLES_EXCEPTIONS", "PEOPLES_MUTES"


class DynamoDBOverrides:
    """The table's items of exceptions and mutes."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, key: ViolationKey | IncidentKey, without: str | None = None) -> Overrides:
        """Those of a violation or incident; of two exceptions, the one that ends last counts, but for `without`."""
        ids = override_ids(key)
        keys = [Key(EXCEPTIONS, ids.resource), Key(EXCEPTIONS, ids.rule), Key(MUTES, ids.resource)]
        rows = {Key(row["pk"], row["sk"]): row for row in self._table.get_all(keys, consistent=True)}
        own, of_rule, mute = (rows.get(key) for key in keys)
        exceptions = [_exception(row) for row in (own, of_rule) if row]
        active = [exception for exception in exceptions if not exception.ended_at and exception.id != without]
        return Overrides(
            exception=max(active, key=lambda exception: exception.expires, default=None),
            mute=MuteByPerson.model_validate_json(mute["override"]) if mute else None,
        )

    def exceptions(self) -> Iterator[ExceptionByPerson]:
        """All exceptions that are kept."""
        return map(_exception, self._table.query(Query(EXCEPTIONS)))

    def exception(self, exception_id: str) -> ExceptionByPerson | None:
        """One exception by its id; None when there is none."""
        row = self._table.get(Key(EXCEPTIONS, exception_id), consistent=True)
        return _exception(row) if row else None


def override_row(override: ExceptionByPerson | MuteByPerson) -> Row:
    """An override as an item, kept as long as history is after its end."""
    if isinstance(override, ExceptionByPerson):
        pk, end = EXCEPTIONS, to_epoch(override.expires.isoformat()) + 86400
    else:
        pk, end = MUTES, to_epoch(override.until)
    row = {"pk": pk, "sk": override.id, "override": override.model_dump_json(exclude_none=True)}
    return {**row, "expired_at": end + RETENTION_SECONDS}


def _exception(row: Row) -> ExceptionByPerson:
    return ExceptionByPerson.model_validate_json(row["override"])
