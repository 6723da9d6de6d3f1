"""The reference of parameters is that of the templates."""

from scripts.parameters import FILE, text


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text() == text(), "make parameters"
