"""How charts look and become pictures: colours safe for colour-blind people, one packaged font, no scripts."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import resvg_py
from pygal.style import Style

from config_monitor.domain.events import storable
from config_monitor.domain.reports import Chart

# pygal leaves a finder of Python 2's kind among the importers; Python passes over it, other tools trip.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

FONT = Path(__file__).parents[2] / "fonts" / "DejaVuSans.ttf"
FAMILY = "DejaVu Sans"
WIDTH, ZOOM = 800, 2


@dataclass(frozen=True)
class Theme:
    """The colours of one mode; `severities` go from 0 to 5, `series` differ without red and green."""

    background: str
    text: str
    strong: str
    lines: str
    series: tuple[str, ...]
    severities: tuple[str, ...]

    def style(self, colours: tuple[str, ...] | None) -> Style:
        """The theme as pygal takes it; text stays readable when a chart is shown on a phone at half its size."""
        return Style(
            background=self.background,
            plot_background=self.background,
            foreground=self.text,
            foreground_strong=self.strong,
            foreground_subtle=self.lines,
            guide_stroke_color=self.lines,
            major_guide_stroke_color=self.lines,
            guide_stroke_dasharray="none",
            major_guide_stroke_dasharray="none",
            colors=colours or self.series,
            value_colors=(self.strong,) * 12,
            font_family=FAMILY,
            title_font_size=23,
            label_font_size=19,
            major_label_font_size=19,
            value_font_size=19,
            value_label_font_size=19,
            legend_font_size=19,
            no_data_font_size=24,
            stroke_width=0.5 if colours else 4,
            opacity="1",
            opacity_hover="1",
            transition="0s",
        )


LIGHT = Theme(
    background="#ffffff",
    text="#3b4351",
    strong="#14181f",
    lines="#d9dee5",
    series=("#0b5cad", "#d55e00", "#7a3e9d", "#00806a", "#8a6d00"),
    severities=("#8c939d", "#b7cbe0", "#5b9bd0", "#f5c26b", "#e07b1f", "#a3262a"),
)
DARK = Theme(
    background="#1a1d21",
    text="#c4cad3",
    strong="#f1f3f5",
    lines="#3a4048",
    series=("#6cb6ff", "#ff9a56", "#d2a8ff", "#4fd1b5", "#e3c04b"),
    severities=("#8b929c", "#62748a", "#4a9ae0", "#f7d08a", "#f0a050", "#f2545b"),
)


def frame(theme: Theme, height: int, colours: tuple[str, ...] | None = None) -> dict[str, Any]:
    """What all charts have in common."""
    return {
        "style": theme.style(colours),
        "width": WIDTH,
        "height": height,
        "js": [],
        "margin": 18,
        "margin_right": 48,
        "truncate_legend": -1,
        "truncate_label": -1,
        "legend_box_size": 18,
        "show_x_guides": False,
    }


def picture(name: str, title: str, alternative: str, draw: Callable[[Theme], Any]) -> Chart:
    """A chart in both modes and as a picture; the picture is the light one, whose background is solid."""
    alternative = storable(alternative)
    light, dark = (
        _svg(draw(theme), title, f"{name}-{mode}", alternative) for theme, mode in ((LIGHT, "light"), (DARK, "dark"))
    )
    return Chart(name=name, title=title, alternative=alternative, png=_png(light), svg_light=light, svg_dark=dark)


def _svg(chart: Any, title: str, name: str, alternative: str) -> str:
    """The chart as SVG that is the same each time and runs nothing."""
    chart.uuid = name
    chart.config.title = title

    def without_scripts(root: Element) -> Element:
        for parent in list(root.iter()):
            for child in list(parent):
                if callable(child.tag) or child.tag in ("script", "desc"):  # a comment's tag is a function
                    parent.remove(child)
        root.set("role", "img")
        root.set("aria-label", alternative)
        return root

    chart.add_xml_filter(without_scripts)
    return str(chart.render(is_unicode=True, disable_xml_declaration=True))


def _png(svg: str) -> bytes:
    """The drawing as PNG, with the packaged font alone: without one, resvg leaves all text out."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(FONT)],
            skip_system_fonts=True,
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            zoom=ZOOM,
        )
    )
