"""Every module says why it exists and can be read in one breath; every handler is a table of contents."""

import ast
from statistics import median

import pytest

from tests.support.code import FUNCTIONS, HANDLERS, dotted, modules, tree
from tests.support.template import ROOT, resources

LINES, MEDIAN_LINES = 250, 80
HANDLER_LINES = 40
# The API's handler has a function for each of its routes, each of three lines.
LONGER_HANDLERS = {"query_events": 100}


@pytest.mark.parametrize(
    "folder", ["functions", "local", "scripts", "config_monitor_cli", "simulation", "benchmarks", "tests"]
)
def test_every_module_opens_with_why_it_exists(folder: str) -> None:
    for path in modules(ROOT / folder):
        if path.read_text().strip():
            first = (ast.get_docstring(tree(path)) or "").partition("\n\n")[0]
            assert first.endswith((".", "`.")), f"{path.relative_to(ROOT)}: {first!r}"


def test_modules_stay_small() -> None:
    sizes = {dotted(path): len(path.read_text().splitlines()) for path in modules(FUNCTIONS)}
    assert median(sizes.values()) <= MEDIAN_LINES
    assert {name: lines for name, lines in sizes.items() if lines > LINES} == {}


@pytest.mark.parametrize("name", HANDLERS)
def test_a_handler_is_a_table_of_contents(name: str) -> None:
    lines = (FUNCTIONS / name / "handler.py").read_text().splitlines()
    assert 10 <= len(lines) <= LONGER_HANDLERS.get(name, HANDLER_LINES)


def test_one_word_in_four_places() -> None:
    """Resource, folder, entry and test file of a function are one word; its state is checked with the machines."""
    functions = resources("AWS::Serverless::Function")
    words = {"".join(word.title() for word in name.split("_")): name for name in HANDLERS}
    assert set(functions) <= {f"{word}Function" for word in words}
    for word, name in ((word, name) for word, name in words.items() if f"{word}Function" in functions):
        assert functions[f"{word}Function"]["Handler"] == f"{name}.handler.handler"


def test_the_tests_of_a_function_lie_under_its_name() -> None:
    """Further files of a function add what they are about: `test_parse_event_hostile.py`."""
    for path in (ROOT / "tests" / "unit" / "functions").glob("test_*.py"):
        assert any(path.stem.removeprefix("test_").startswith(name) for name in HANDLERS), path.name


def test_names_say_what_is_in_a_module_not_where_it_lies() -> None:
    vague = {"utils", "util", "common", "helpers", "helper", "misc", "app", "lambda_function", "base"}
    assert (
        not {
            path.stem
            for folder in ("functions", "local", "scripts", "config_monitor_cli")
            for path in modules(ROOT / folder)
        }
        & vague
    )
