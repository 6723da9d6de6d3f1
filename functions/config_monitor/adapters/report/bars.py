"""Bars with their labels above them: names of rules and accounts are too long to stand beside bars on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pygal

from config_monitor.adapters.report.chart_theme import FAMILY, Theme, frame
from config_monitor.domain.events import one_line

ROW, HEAD = 62, 90
NAME_LENGTH = 52


@dataclass(frozen=True)
class Bar:
    """A bar, what it is of, and how its value reads."""

    name: str
    value: float
    words: str
    colour: str


class _ThinBars(pygal.HorizontalBar):  # type: ignore[misc]  # pygal has no types
    """Bars that leave more than half of their row to the label above them."""

    _series_margin = 0.3


def labelled_bars(bars: Sequence[Bar], longest: float, theme: Theme) -> Any:
    """A chart of bars, the first on top; `longest` is the value of a bar over the whole width."""
    chart = _ThinBars(
        **frame(theme, HEAD + ROW * len(bars), colours=(theme.series[0],)) | {"margin_right": 18},
        show_legend=False,
        show_x_labels=False,
        show_y_labels=False,
        show_y_guides=False,
        range=(0, longest),
    )
    upwards = list(reversed(bars))
    chart.add("", [{"value": bar.value, "color": bar.colour} for bar in upwards])

    def worded(root: Element) -> Element:
        drawn = [group for group in root.iter() if group.get("class") == "bar"]
        for group, bar in zip(drawn, upwards, strict=True):
            _write(group, bar, theme)
        return root

    chart.add_xml_filter(worded)
    return chart


def _write(group: Element, bar: Bar, theme: Theme) -> None:
    """Put the label above a bar, by elements of the kind that it is: pygal draws with lxml where that is installed."""
    rectangle = next(iter(group))
    position = {"x": rectangle.get("x", "0"), "y": f"{float(rectangle.get('y', '0')) - 8:.1f}"}
    style = f"fill: {theme.strong}; font-size: 19px; font-family: {FAMILY}"
    label = group.makeelement("text", {**position, "style": style})
    group.append(label)
    label.text = f"{one_line(bar.name, NAME_LENGTH)} · "
    value = group.makeelement("tspan", {"style": f"fill: {theme.text}"})
    value.text = bar.words
    label.append(value)
