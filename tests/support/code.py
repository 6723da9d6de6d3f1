"""The package and the handlers as the architecture tests read them: modules by name, and what each imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.template import ROOT

FUNCTIONS = ROOT / "functions"
PACKAGE = FUNCTIONS / "config_monitor"
HANDLERS = sorted(path.parent.name for path in FUNCTIONS.glob("*/handler.py"))


def modules(folder: Path) -> list[Path]:
    """All modules below a folder."""
    return sorted(folder.rglob("*.py"))


def dotted(path: Path) -> str:
    """A module's name as it is imported."""
    return ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """What a module imports, anywhere in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            module = node.module or ""
            yield from (f"{module}.{a.name}" if _is_module(module, a.name) else module for a in node.names)


def _is_module(parent: str, name: str) -> bool:
    folder = FUNCTIONS / Path(*parent.split("."))
    return (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
