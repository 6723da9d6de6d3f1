"""What a package promises to type checkers is what it finds at run time."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.code import PACKAGE, dotted, modules, tree

LAZY = [path for path in modules(PACKAGE) if path.name == "__init__.py" and "= lazy_exports(" in path.read_text()]


def promised(path: Path) -> dict[str, str]:
    """The names that type checkers see, each with its module."""
    actual = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.module)
    return {alias.name: str(node.module) for node in actual for alias in node.names if str(node.module) != "typing"}


@pytest.mark.parametrize("path", LAZY, ids=dotted)
def test_each_name_is_where_type_checkers_look(path: Path) -> None:
    names = {name: module for name, module in promised(path).items() if module.startswith(f"{dotted(path)}.")}
    package = import_module(dotted(path))
    for name, module in names.items():
        assert getattr(package, name) is getattr(import_module(module), name)
    (call,) = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    listed = ast.literal_eval(call.args[1])
    assert {name: f"{dotted(path)}.{module}" for module, ns in listed.items() for name in ns} == names


@pytest.mark.parametrize("path", LAZY, ids=dotted)
def test_no_public_name_is_that_of_a_module(path: Path) -> None:
    assert not set(promised(path)) & {module.stem for module in path.parent.iterdir()}


@pytest.mark.parametrize("path", LAZY, ids=dotted)
def test_an_unknown_name_is_an_attribute_error(path: Path) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = import_module(dotted(path)).nothing
