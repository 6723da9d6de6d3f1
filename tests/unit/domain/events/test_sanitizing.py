"""Text and JSON of others: cleaned of what breaks stores and lines, cut where too large, and honest about it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_monitor.domain.events import CUT_MARK, MAX_DEPTH, fitted, marked, one_line, storable


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (1.5, 1.5),
        ("plain ü 한 😀", "plain ü 한 😀"),
        ("a\x00b", "a\ufffdb"),
        ("\ud83d", "\ufffd"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (2**1001, "(a number of 1002 bits)"),
        (10**37, 10**37),
        (10**39, "(a number of 130 bits)"),
        (-(10**400), "(a number of 1329 bits)"),
        (1e200, "1e+200"),
        (1e-200, "1e-200"),
        (-0.0, -0.0),
        ("a\x01b\x0b\x1f\ufffe\uffff\t\n", "a\ufffdb\ufffd\ufffd\ufffd\ufffd\t\n"),
        ({"k\x00": [1, {"a": "\udfff"}]}, {"k\ufffd": [1, {"a": "\ufffd"}]}),
        ({7: b"bytes"}, {"7": "(bytes)"}),
    ],
)
def test_json_becomes_storable(given_value: Any, kept: Any) -> None:
    assert storable(given_value) == kept


def test_what_is_nested_too_deep_is_cut_where_it_begins() -> None:
    value: Any = "bottom"
    for _ in range(5000):
        value = [value]
    actual = json.dumps(storable(value))
    assert actual == "[" * MAX_DEPTH + '"(cut: nested too deep)"' + "]" * MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\r\nlines", "two lines"),
        ("  a \t b  ", "a b"),
        ("gnp\u202egnp\u2066x", "gnpgnpx"),
        ("a\x1b[31mred", "a[31mred"),
        ("zero\u200bwidth", "zerowidth"),
        ("\u061ca\u2060b\u2064c\ufeffd\u3164e\u115f\u1160f\uffa0g\u2800h\u034f", "abcdefgh"),
        ("tag\U000e0000\U000e0041\U000e007f", "tag"),
        ("half\ud83d private\ue000 none\ufffe", "half private none"),
        ("no-break\u00a0space\u3000wide\u2028line", "no-break space wide line"),
        ("ü 한 بدون 😀 ❤\ufe0f", "ü 한 بدون 😀 ❤\ufe0f"),
        ("\u3164\u200b", ""),
        ("x" * 300, "x" * 249 + "…"),
        ("", ""),
    ],
)
def test_text_becomes_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


def test_what_fits_is_left_as_it_is() -> None:
    value = {"a": ["x" * 5000] * 3}
    kept, is_cut = fitted(value, 20_000)
    assert kept is value
    assert not is_cut


json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3000) | st.just("한" * 9000) | st.just("\u0001" * 30_000),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(max_size=3000), inner, max_size=30),
    max_leaves=60,
)


@given(json_values)
def test_what_does_not_fit_is_cut_until_it_does(value: Any) -> None:
    kept, is_cut = fitted(value, 10_000)
    assert len(json.dumps(kept)) <= 10_000
    assert is_cut == (len(json.dumps(value)) > 10_000)


def test_each_cut_shows_where_it_was_made() -> None:
    kept, _ = fitted({"long": "x" * 9000, "list": list(range(2000)), "short": "y"}, 10_000)
    assert kept["long"] == "x" * 2048 + "… (6952 more characters cut)"
    assert kept["list"][-1] == "(1744 more cut)"
    assert kept["short"] == "y"
    deep, _ = fitted({"a": {"b": {"c": {"d": ["x" * 40] * 300}}, "e": [["y" * 50] * 99] * 99}}, 10_000)
    assert "(cut: " in json.dumps(deep)


def test_marks_add_up() -> None:
    assert marked(marked({"a": 1}, "first"), "second") == {"a": 1, CUT_MARK: "first; second"}
