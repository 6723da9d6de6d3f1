"""A cursor is accepted unchanged and for the query it was issued for, and never otherwise."""

import random
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from config_monitor.domain.queries import read_cursor, write_cursor
from config_monitor.errors import InvalidCursor

KEY = b"a key of tests that is long enough"
LIST_NAME, SELECTION = "events", {"account": "111122223333", "direction": "desc"}
POSITION = ["1795421742-0d5a4f1e-7c39-4b8e-9a52-31c6e0f7b201", "EVENT", "EVENT#1795421742-0d5a4f1e"]
CURSOR = write_cursor(POSITION, LIST_NAME, SELECTION, KEY)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def refused(cursor: str) -> bool:
    try:
        read_cursor(cursor, LIST_NAME, SELECTION, KEY)
    except InvalidCursor:
        return True
    return False


def test_an_unchanged_cursor_is_accepted() -> None:
    assert read_cursor(CURSOR, LIST_NAME, SELECTION, KEY) == POSITION


@pytest.mark.parametrize(
    ("list_name", "selection", "key"),
    [
        ("violations", SELECTION, KEY),
        (LIST_NAME, {**SELECTION, "direction": "asc"}, KEY),
        (LIST_NAME, {"direction": "desc"}, KEY),
        (LIST_NAME, {**SELECTION, "status": "OK"}, KEY),
        (LIST_NAME, SELECTION, b"another key"),
    ],
)
def test_it_is_refused_for_any_other_query_list_or_key(list_name: str, selection: dict[str, str], key: bytes) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(CURSOR, list_name, selection, key)


@pytest.mark.parametrize("cursor", ["", "abc", "ä", "=", CURSOR + "=", CURSOR + "A", CURSOR[:-1], f" {CURSOR}", "\x00"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    assert refused(cursor)


def test_every_other_spelling_of_the_same_bytes_is_refused() -> None:
    """The last character of Base64 has bits that decode to nothing; and there are `+`, `/` and line breaks."""
    same = [CURSOR[:-1] + c for c in ALPHABET if c != CURSOR[-1]]
    assert all(map(refused, same))
    assert refused(CURSOR.replace("-", "+").replace("_", "/") + "\n")


def test_none_of_100_000_changed_cursors_is_accepted() -> None:
    """One to three characters, bits or places changed, cut out or put in, seeded."""
    draw = random.Random(7)
    raw = urlsafe_b64decode(CURSOR + "=" * (-len(CURSOR) % 4))
    accepted = 0
    for number in range(100_000):
        if number % 2:
            changed = list(CURSOR)
            for _ in range(draw.randrange(1, 4)):
                changed[draw.randrange(len(changed))] = draw.choice(ALPHABET)
            forged = "".join(changed)
        else:
            bits = bytearray(raw)
            bits[draw.randrange(len(bits))] ^= 1 << draw.randrange(8)
            forged = urlsafe_b64encode(bytes(bits)).rstrip(b"=").decode()
        accepted += forged != CURSOR and not refused(forged)
    assert accepted == 0
