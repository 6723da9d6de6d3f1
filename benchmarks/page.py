"""Writes docs/benchmarks.md from docs/benchmarks.json and the template beside it, docs/benchmarks.md.j2."""

import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.measurement import markdown, shown

DOCS = Path(__file__).parents[1] / "docs"
RESULTS, PAGE, TEMPLATE = DOCS / "benchmarks.json", DOCS / "benchmarks.md", "benchmarks.md.j2"
# The benchmarks in the order in which they run, each with its target.
TARGETS: dict[str, str] = {
    "packages": "bench-packages",
    "imports": "bench-imports",
    "burst": "bench-burst",
    "forgeries": "bench-forgeries",
    "notifications": "bench-notifications",
    "report": "bench-report",
    "charts": "bench-charts",
    "query": "bench-query",
    "throughput": "bench-throughput",
    "interactions": "bench-interactions",
    "faults": "faults",
    "mutation": "mutation",
}


def results() -> dict[str, Any]:
    """What was measured last, by the benchmark's name; nothing where there is no file yet."""
    parts: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return parts


def keep(parts: dict[str, Any]) -> None:
    """Keep results, in the order of the benchmarks and each row of a table in a line of its own."""
    indented = json.dumps({name: parts[name] for name in TARGETS if name in parts}, indent=1, ensure_ascii=False)
    RESULTS.write_text(re.sub(r"\{[^{}\[\]]*\}", lambda part: re.sub(r"\n\s*", " ", part[0]), indented) + "\n")


def write() -> None:
    """Write the page anew from the results that are kept."""
    PAGE.write_text(text(results()))


def text(parts: dict[str, Any]) -> str:
    """The page of some results."""
    environment = Environment(  # noqa: S701 - Markdown; what is shown is our own
        loader=FileSystemLoader(DOCS),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"markdown": markdown, "shown": shown}
    return environment.get_template(TEMPLATE).render(parts=parts, targets=TARGETS)
