"""The key that signs cursors: made at its first use, kept in the table, whose readers see all that is listed."""

import secrets

from config_monitor.adapters.dynamodb.items import Key
from config_monitor.adapters.dynamodb.table import ConditionFailed, Table
from config_monitor.adapters.dynamodb.writes import ABSENT

CURSOR_KEY = Key("CURSOR_KEY", "CURSOR_KEY")
KEY_BYTES = 32


def cursor_key(table: Table) -> bytes:
    """The table's key, 32 bytes; of two that are made at once, the first one holds."""
    if row := table.get(CURSOR_KEY, consistent=True):
        return bytes.fromhex(row["value"])
    made = secrets.token_bytes(KEY_BYTES)
    try:
        table.put({**CURSOR_KEY._asdict(), "value": made.hex()}, ABSENT)
    except ConditionFailed as first:
        return bytes.fromhex(first.row["value"])
    return made
