"""Tests stand alone: what several need is in tests/support, what benchmarks need as well is in simulation."""

from pathlib import Path

import pytest

from tests.support.code import imports, modules
from tests.support.template import ROOT

TEST_PACKAGES = {"unit", "integration", "e2e", "statemachines", "architecture", "conftest"}


def imported_tests(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports(path))
    return {".".join(name) for name in parts if name[0] == "tests" and (len(name) < 2 or name[1] in TEST_PACKAGES)}


def test_no_test_module_imports_another() -> None:
    assert {path.name: names for path in modules(ROOT / "tests") if (names := imported_tests(path))} == {}


@pytest.mark.parametrize("folder", ["benchmarks", "simulation", "functions", "local", "scripts", "config_monitor_cli"])
def test_nothing_else_imports_the_tests(folder: str) -> None:
    users = {
        path.name for path in modules(ROOT / folder) for name in imports(path) if name.partition(".")[0] == "tests"
    }
    assert users == set()


def test_test_folders_have_one_layout() -> None:
    """Tests are imported by path (`--import-mode=importlib`), so no folder of theirs is a package."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
