"""The key of cursors: made once, the same for all who ask, and another one once it was deleted."""

from config_monitor.adapters.dynamodb.cursor_key import CURSOR_KEY, KEY_BYTES, cursor_key
from config_monitor.adapters.dynamodb.table import Table
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table


def test_all_functions_have_one_key_until_it_is_deleted() -> None:
    with moto_table() as client:
        table = Table(client, TABLE)
        first = cursor_key(table)
        assert len(first) == KEY_BYTES
        assert cursor_key(table) == first
        table.delete(CURSOR_KEY)
        assert cursor_key(table) != first


def test_of_two_keys_that_are_made_at_once_the_first_holds() -> None:
    class Late(Table):
        """A table that somebody else writes to between a read and the write that follows."""

        def get(self, *_: object, **__: object) -> None:
            return None

    with moto_table() as client:
        first = cursor_key(Table(client, TABLE))
        assert cursor_key(Late(client, TABLE)) == first
