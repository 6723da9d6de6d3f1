"""Text and JSON that others wrote, made safe to store, log and hand on: nothing in them may break a row or a line."""

import json
import re
from typing import Any

# Deeper than any service nests (GuardDuty: 10) and far from where Python's and DynamoDB's own limits begin.
MAX_DEPTH = 40
# DynamoDB's numbers have 38 digits, from 1E-130 to 9.9E+125; larger ones no reader of JSON agrees on.
MAX_NUMBER_BITS, LARGEST, SMALLEST = 126, 1e125, 1e-130
# The key under which a cut `detail` says so.
CUT_MARK = "config_monitor_cut"

# What DynamoDB, JSON or XML (charts are SVG) cannot hold: all controls but tab and line ends, half characters, U+FFFE.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Letters and marks that show nothing, which Unicode counts among the printable characters all the same.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# What each round of cutting leaves: characters of a text, entries of a list or object, depth.
_ROUNDS = ((8192, 1024, 40), (2048, 256, 20), (512, 64, 10), (128, 16, 6), (32, 8, 3), (16, 4, 2))


def storable(value: Any, depth: int = MAX_DEPTH) -> Any:
    """The same JSON without what DynamoDB, Step Functions, a chart or a log cannot hold.

    Control characters and lone surrogates become U+FFFD; NaN, infinities and numbers beyond DynamoDB's become text;
    what is nested deeper than `depth` becomes a note of the cut.
    """
    match value:
        case None | bool():
            return value
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case int():
            bits = value.bit_length()
            return value if bits <= MAX_NUMBER_BITS else f"(a number of {bits} bits)"
        case float():
            return value if value == 0 or SMALLEST <= abs(value) <= LARGEST else str(value)
        case dict() | list() if depth == 0:
            return "(cut: nested too deep)"
        case dict():
            return {storable(str(key)): storable(inner, depth - 1) for key, inner in value.items()}
        case list():
            return [storable(inner, depth - 1) for inner in value]
        case _:
            return f"({type(value).__name__})"


def one_line(text: str, limit: int = 250) -> str:
    """Text as one visible line of at most `limit` characters."""
    line = visible_line(text)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def visible_line(text: str) -> str:
    """Text as one line: white space of any kind becomes one space, and what nobody sees is left out.

    That is controls, direction marks, zero widths, fillers, tags, half, private and unassigned characters.
    """
    shown = "".join(c if c.isprintable() and c not in _BLANKS else " " * c.isspace() for c in text)
    return " ".join(shown.split())


def size(value: Any) -> int:
    """Bytes of a value as ASCII JSON, the largest form in which it travels or rests."""
    return len(json.dumps(value))


def fitted(value: Any, budget: int) -> tuple[Any, bool]:
    """A value cut until it takes at most `budget` bytes (at least 10,000), and whether anything was cut."""
    shortened = value
    for characters, entries, depth in _ROUNDS:
        if size(shortened) <= budget:
            break
        shortened = _shortened(value, characters, entries, depth)
    return shortened, shortened is not value


def marked(detail: dict[str, Any], what: str) -> dict[str, Any]:
    """A copy of `detail` that says, under CUT_MARK, what was cut from it."""
    return {**detail, CUT_MARK: "; ".join(filter(None, [detail.get(CUT_MARK), what]))}


def _shortened(value: Any, characters: int, entries: int, depth: int) -> Any:
    """A value with long texts, long lists and deep parts cut, each cut visible where it was made."""
    match value:
        case str() if len(value) > characters:
            return f"{value[:characters]}… ({len(value) - characters} more characters cut)"
        case dict() | list() if depth == 0 and value:
            return f"(cut: {len(value)} entries)"
        case dict():
            kept = list(value.items())[:entries]
            return {k[:characters]: _shortened(v, characters, entries, depth - 1) for k, v in kept}
        case list():
            kept_list = [_shortened(v, characters, entries, depth - 1) for v in value[:entries]]
            return kept_list + [f"({len(value) - entries} more cut)"] * (len(value) > entries)
        case _:
            return value
