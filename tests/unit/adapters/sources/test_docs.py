"""docs/sources.md is true: its table is complete, its example is a source that works."""

import importlib.util
import json
import re
from pathlib import Path

from config_monitor.adapters.sources import PARSERS, SOURCES, read_event
from config_monitor.adapters.sources.envelope import DETAIL_BYTES, RESOURCES_BYTES
from config_monitor.adapters.sources.general import SAY_NOTHING
from config_monitor.domain.events import Parsed, Severity
from tests.support.parsing import NOW

ROOT = Path(__file__).parents[4]
DOCUMENT = (ROOT / "docs" / "sources.md").read_text()


def block(language: str) -> str:
    actual = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert actual is not None
    return actual[1]


def test_the_table_has_each_kind_that_is_parsed() -> None:
    rows = [
        [cell.strip(" `") for cell in line.split("|")[1:3]] for line in DOCUMENT.splitlines() if line.startswith("|")
    ]
    assert set(PARSERS) <= {(row[0], row[1]) for row in rows}


def test_each_kind_has_one_parser() -> None:
    assert sum(len(source.PARSERS) for source in SOURCES) == len(PARSERS)


def test_the_sizes_are_those_of_the_code() -> None:
    assert f"{DETAIL_BYTES:,} bytes" in DOCUMENT
    assert f"`resources` to {RESOURCES_BYTES:,}" in DOCUMENT


def test_the_example_is_a_source_that_works(tmp_path: Path) -> None:
    """The module of the example, written to a file and registered, reads the event of the example."""
    path = tmp_path / "backup.py"
    path.write_text(block("python"))
    spec = importlib.util.spec_from_file_location("backup", path)
    assert spec is not None
    assert spec.loader is not None
    backup = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(backup)
    raw = json.loads(block("json"))
    others = {kind: parser for kind, parser in PARSERS.items() if kind not in backup.PARSERS}
    parsers = {**others, **backup.PARSERS}

    assert read_event(raw, NOW, parsers=others).outcome == "ignored"
    event = read_event(raw, NOW, parsers=parsers).event
    assert event is not None
    assert f"`{event.title}`" in DOCUMENT
    assert (event.severity, event.resource_type) == (Severity.HIGH, "RDS")
    raw["detail"]["state"] = "COMPLETED"
    assert read_event(raw, NOW, parsers=parsers) == Parsed.ignored("a backup job that is COMPLETED")


def test_the_kinds_that_say_nothing_are_listed() -> None:
    assert all(f"`{kind}`" in DOCUMENT for kind in SAY_NOTHING)


def test_the_page_completes_each_source() -> None:
    """Those of older agents, of which a hub may have none, are typed whole."""
    names = (ROOT / "functions" / "query_events" / "page" / "names.js").read_text()
    actual = re.search(r"const SOURCES = (\[.*\]);", names)
    assert actual is not None
    parsed = {source for source, _ in PARSERS if not source.startswith("monitoring.")}
    assert parsed | {"config-monitor.slack"} == set(json.loads(actual[1]))
