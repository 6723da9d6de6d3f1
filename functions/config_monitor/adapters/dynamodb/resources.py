"""One item for each resource: names, owner tags and last changes; what is gone ages out with its history."""

import json

from config_monitor.adapters.dynamodb.items import Key, Row
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.writes import Put, as_read
from config_monitor.domain.events import RETENTION_SECONDS, to_epoch
from config_monitor.domain.resources import Resource, ResourceKey


class DynamoDBResources:
    """The resources of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def resource(self, key: ResourceKey) -> Resource:
        """The resource as stored, read consistently; one of version 0 when no item was received."""
        row = self._table.get(_item_key(key), consistent=True)
        return resource_from(row, key) if row else Resource(key=key)


def resource_from(row: Row, key: ResourceKey) -> Resource:
    """A resource as stored."""
    return Resource.model_validate({**json.loads(row["resource"]), "key": key, "version": row["version"]})


def resource_put(before: Resource, after: Resource) -> Put:
    """Write what is known of a resource, and only if nobody wrote since `before` was read."""
    row = {
        **_item_key(after.key)._asdict(),
        "resource": after.model_dump_json(exclude={"key", "version"}, exclude_defaults=True),
        "version": before.version + 1,
        "expired_at": to_epoch(after.removed_at) + RETENTION_SECONDS if after.is_gone else None,
    }
    return Put(row, as_read(before.version))


def _item_key(key: ResourceKey) -> Key:
    return Key(f"RESOURCE#{key.account}#{key.region}", f"{key.resource_type}#{key.resource_id}")
