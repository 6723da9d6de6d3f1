"""Draws the dashboard of template.yaml with made-up figures, to see how it reads."""

import json
import math
import re
from collections.abc import Iterator
from html import escape
from random import Random
from typing import Any

import resvg_py

from scripts.template import ROOT, template

FONT = ROOT / "functions" / "config_monitor" / "fonts" / "DejaVuSans.ttf"
UNIT_X, UNIT_Y, POINTS = 50, 40, 48
COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b")
# By title: the typical value of each line, or the rows of a table. What is not here is zero, as on a good day.
SAMPLES: dict[str, Any] = {
    "Events": [420, 418],
    "Events by source": [("aws.config", 6210), ("aws.cloudwatch", 890), ("aws.guardduty", 41), ("aws.health", 6)],
    "Events a day": [7150],
    "From evaluation to storage (s)": [1.4, 2.6, 4.1],
    "From evaluation to notification (s)": [2.2, 3.9, 7.5],
    "Notifications delivered (%)": [130],
    "Oldest alert that waits (s)": [55],
    "Rejected events": [("none",)],
    "Score (%)": [93.4],
    "Time to detect (s)": [2.1],
    "Time to fix (hours)": [5.8],
    "Duration of functions, p99 (ms)": [42, 61, 140, 480],
    "Functions: errors and throttles": [0, 0, 0, 0, 0, 6],
    "Cold starts": [9],
    "API: time to respond (ms)": [60, 180, 410],
    "API: requests and errors": [85, 3, 0],
    "Time of process_event (ms)": [420, 900, 2400],
    "Table: units used": [9400, 2100],
    "What is monitored": [50, 148, 0, 118],
}


def dashboard() -> dict[str, Any]:
    """The dashboard's body with each reference of the template replaced by its name."""
    body, _ = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    read: dict[str, Any] = json.loads(re.sub(r"\$\{([^}]+)\}", r"\1", body))
    return read


def draw(body: dict[str, Any]) -> str:
    """The dashboard as an SVG picture."""
    widgets = body["widgets"]
    height = max(widget["y"] + widget["height"] for widget in widgets) * UNIT_Y
    drawn = "".join(_widget(widget) for widget in widgets)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{24 * UNIT_X}" height="{height}" font-family="DejaVu Sans">'
        f'<rect width="100%" height="100%" fill="#f2f3f3"/>{drawn}</svg>'
    )


def _widget(widget: dict[str, Any]) -> str:
    width, height = widget["width"] * UNIT_X - 10, widget["height"] * UNIT_Y - 10
    properties = widget["properties"]
    title = properties["title"]
    frame = f'<rect width="{width}" height="{height}" fill="#fff" stroke="#d5dbdb"/>'
    heading = f'<text x="12" y="22" font-size="14">{escape(title)}</text>'
    if widget["type"] == "alarm":
        content = _alarms(properties["alarms"], width)
    elif properties.get("view") in ("table", "pie"):
        content = _table(SAMPLES[title])
    else:
        names = list(_labels(properties)) or _columns(properties["query"])
        limit = properties.get("yAxis", {}).get("left", {}).get("max") or (100 if "(%)" in title else None)
        content = _lines(names, SAMPLES.get(title, []), properties.get("view"), (width, height), limit)
    return (
        f'<g transform="translate({widget["x"] * UNIT_X + 5},{widget["y"] * UNIT_Y + 5})">{frame}{heading}{content}</g>'
    )


def _alarms(alarms: list[str], width: int) -> str:
    """Each alarm by its logical id, all quiet; CloudWatch shows them in the same way."""
    columns = 5
    cells = []
    for number, alarm in enumerate(alarms):
        x, y = 12 + number % columns * (width // columns), 44 + number // columns * 17
        name = escape(alarm.removesuffix(".Arn").removesuffix("Alarm"))
        cells.append(f'<circle cx="{x + 5}" cy="{y - 4}" r="4" fill="#2ca02c"/>')
        cells.append(f'<text x="{x + 15}" y="{y}" font-size="11">{name}</text>')
    return "".join(cells)


def _table(rows: list[tuple[Any, ...]]) -> str:
    lines = [
        f'<text x="12" y="{50 + 20 * n}" font-size="12">{escape(str(row[-1]))}</text>' for n, row in enumerate(rows)
    ]
    names = [
        f'<text x="70" y="{50 + 20 * n}" font-size="12">{escape(" · ".join(map(str, row[:-1])))}</text>'
        for n, row in enumerate(rows)
    ]
    return "".join(lines + names)


def _labels(properties: dict[str, Any]) -> Iterator[str]:
    for metric in properties.get("metrics", []):
        options = metric[-1] if isinstance(metric[-1], dict) else {}
        if options.get("visible", True):
            yield str(options.get("label") or metric[1])


def _columns(query: str) -> list[str]:
    return re.findall(r" as (\w+)", query)


def _lines(names: list[str], levels: list[float], view: str | None, size: tuple[int, int], limit: float | None) -> str:
    """Lines or bars around their typical values, with a legend; the same at each run."""
    width, height = size
    left, top, bottom, parts = 58, 38, height - 44, []
    levels = [*levels, *[0.0] * (len(names) - len(levels))]
    highest = limit or max([*levels, 0.7]) * 1.35
    for share in (0, 0.5, 1):
        y, value = bottom - share * (bottom - top), f"{highest * share:,.{0 if highest > 30 else 1}f}"
        parts.append(f'<line x1="{left}" x2="{width - 12}" y1="{y}" y2="{y}" stroke="#eaeded"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" font-size="10" text-anchor="end">{value}</text>')
    for number, (name, level) in enumerate(zip(names, levels, strict=True)):
        random, colour = Random(name), COLOURS[number % len(COLOURS)]  # noqa: S311 - a picture, not a secret
        count = 14 if view == "bar" else POINTS
        step = (width - 12 - left) / count
        waves = [0.9 + 0.2 * random.random() + 0.08 * math.sin(n / 5) for n in range(count)]
        values = [min(level * wave, highest) for wave in waves]
        points = [(left + n * step, bottom - value / highest * (bottom - top)) for n, value in enumerate(values)]
        if view == "bar":
            parts += [
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}" height="{bottom - y:.1f}" fill="{colour}"/>'
                for x, y in points
            ]
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        x, y = 12 + number % 3 * ((width - 20) // 3), height - 24 + number // 3 * 14
        parts.append(f'<rect x="{x}" y="{y - 8}" width="9" height="9" fill="{colour}"/>')
        parts.append(f'<text x="{x + 13}" y="{y}" font-size="10">{escape(name)}</text>')
    return "".join(parts)


def picture() -> bytes:
    """The dashboard as PNG."""
    svg = draw(dashboard())
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)]))
