"""What a benchmark found: printed as Markdown when it is run alone, kept for docs/benchmarks.json by `make bench`."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""One line of a table: its columns' names, and numbers rounded as they are to be read."""

KEPT_IN = "BENCHMARK_MEASUREMENT"
"""The environment variable that names the file which `make bench` reads; nothing is kept without it."""


@dataclass(frozen=True)
class Measurement:
    """Figures by name, tables by name, and each promise that was not kept, as a sentence."""

    headline: str
    """the one figure that says most, with its unit"""
    figures: dict[str, Any]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def finish(measurement: Measurement) -> int:
    """Print a measurement, keep it where `make bench` asks for it; the status is 1 where a promise was broken."""
    for name, value in measurement.figures.items():
        print(f"{name.replace('_', ' ')}: {shown(value)}")
    for name, rows in measurement.tables.items():
        print(f"\n{name.replace('_', ' ')}\n\n{markdown(rows)}")
    for promise in measurement.broken:
        print(f"\nbroken: {promise}")
    print(f"\n{measurement.headline}")
    if kept_in := os.environ.get(KEPT_IN):
        Path(kept_in).write_text(json.dumps(asdict(measurement), ensure_ascii=False))
    return int(bool(measurement.broken))


def markdown(rows: Iterable[Row]) -> str:
    """Rows as a table, numbers to the right; `|` of a cell stays inside it."""
    lines = list(rows)
    if not lines:
        return ""
    numeric = {name: any(isinstance(row[name], int | float) for row in lines) for name in lines[0]}
    head = [" | ".join(lines[0]), "|".join("--:" if numeric[name] else "---" for name in numeric)]
    body = [" | ".join(shown(value).replace("|", "\\|") for value in row.values()) for row in lines]
    return "\n".join([f"| {head[0]} |", f"|{head[1]}|", *(f"| {line} |" for line in body)])


def shown(value: Any) -> str:
    """A figure as people read it: thousands apart, nothing for None."""
    match value:
        case None:
            return ""
        case int() | float():
            return f"{value:,}"
        case _:
            return str(value)
