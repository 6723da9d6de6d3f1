"""Dependencies point inwards: handlers to use cases to domain, adapters to ports, and one place that picks adapters."""

import sys

import pytest

from tests.support.code import FUNCTIONS, HANDLERS, PACKAGE, dotted, imports, modules

PARTS = {
    "domain": {"config_monitor.domain", "config_monitor.errors", "config_monitor.lazy_exports"},
    "use_cases": {
        "config_monitor.domain",
        "config_monitor.ports",
        "config_monitor.errors",
        "config_monitor.observability",
        "config_monitor.use_cases",
    },
    "adapters": {
        "config_monitor.domain",
        "config_monitor.ports",
        "config_monitor.errors",
        "config_monitor.observability",
        "config_monitor.settings",
        "config_monitor.adapters",
        "config_monitor.templates",
    },
}


def inside(name: str, allowed: set[str]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in allowed)


@pytest.mark.parametrize("part", PARTS)
def test_each_room_imports_from_further_inside_alone(part: str) -> None:
    for path in modules(PACKAGE / part):
        ours = {name for name in imports(path) if name.partition(".")[0] == "config_monitor"}
        description = {name for name in ours if not inside(name, PARTS[part])}
        assert not description, f"{dotted(path)} imports {sorted(description)}"


@pytest.mark.parametrize("part", ["domain", "use_cases"])
def test_decisions_need_the_standard_library_and_pydantic_alone(part: str) -> None:
    for path in modules(PACKAGE / part):
        others = {name.partition(".")[0] for name in imports(path)} - set(sys.stdlib_module_names)
        assert others <= {"config_monitor", "pydantic", "pydantic_core"}, f"{dotted(path)} imports {sorted(others)}"


@pytest.mark.parametrize("module", ["ports", "errors", "settings", "observability"])
def test_what_all_share_knows_no_use_case_and_no_adapter(module: str) -> None:
    paths = [PACKAGE / f"{module}.py", *modules(PACKAGE / module)]
    existing = [path for path in paths if path.exists()]
    assert existing
    assert not {
        name
        for path in existing
        for name in imports(path)
        if inside(name, {"config_monitor.use_cases", "config_monitor.adapters"})
    }


def test_only_bootstrap_picks_adapters() -> None:
    picked = {"config_monitor.adapters", "config_monitor.settings"}
    for path in modules(FUNCTIONS):
        inner = path.is_relative_to(PACKAGE / "adapters") or path.is_relative_to(PACKAGE / "bootstrap")
        if not inner:
            description = {name for name in imports(path) if inside(name, picked)}
            assert not description, f"{dotted(path)} imports {sorted(description)}"


def test_only_settings_read_the_environment_and_only_bootstrap_asks_them_to() -> None:
    """An adapter may be handed settings, as it is handed a client."""
    for path in modules(FUNCTIONS):
        text, name = path.read_text(), dotted(path)
        assert "os.environ" not in text or name == "config_monitor.settings", name
        assert ".from_environment(" not in text or name.startswith("config_monitor.bootstrap"), name


def test_nothing_inside_knows_a_handler() -> None:
    for path in modules(PACKAGE):
        assert not {name.partition(".")[0] for name in imports(path)} & set(HANDLERS), dotted(path)


def test_only_ports_read_the_clock_or_sleep() -> None:
    """A use case is handed the present; `domain` has none."""
    for part in ("domain", "use_cases"):
        for path in modules(PACKAGE / part):
            text = path.read_text()
            assert not {
                word
                for word in ("time.time(", "datetime.now(", ".utcnow(", "time.sleep(", "monotonic(")
                if word in text
            }, dotted(path)
