"""Charts: the same each time, in our own font, with words for those who do not see them, closed to what names hold."""

import struct
import sys
import zlib
from xml.etree import ElementTree

import pytest
import resvg_py

from config_monitor.adapters.report.chart_theme import DARK, FAMILY, FONT, LIGHT, Theme
from config_monitor.domain.reports import Chart, Report
from tests.support.reports import DECLINING, HOSTILE, STEADY, charts_of, figures, report

NAMES = [
    *("score-trend", "open-by-severity", "opened-against-resolved", "age-of-open"),
    *("top-rules", "scores-by-account"),
]


def drawn(shown: Report) -> list[Chart]:
    return charts_of(shown)


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    return {chart.name: chart for chart in drawn(report())}


def words(svg: str) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    return " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))


def pixels(png: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height and the distinct lines of a PNG, which differ where something is drawn."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    assert (depth, kind) == (8, 6)
    row = 1 + 4 * width
    raw = zlib.decompress(data)
    return width, height, {raw[n : n + row] for n in range(0, len(raw), row)}


def test_each_question_has_its_chart(charts: dict[str, Chart]) -> None:
    assert list(charts) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_picture_with_something_in_it(charts: dict[str, Chart], name: str) -> None:
    width, height, lines = pixels(charts[name].png)
    assert width == 1600
    assert height > 300
    assert len(lines) > 20


@pytest.mark.parametrize("name", NAMES)
def test_each_says_in_words_what_it_shows(charts: dict[str, Chart], name: str) -> None:
    assert len(charts[name].alternative) > 40
    root = ElementTree.fromstring(charts[name].svg_light)  # noqa: S314 - our own
    assert (root.get("role"), root.get("aria-label")) == ("img", charts[name].alternative)


def test_they_say_what_the_figures_say(charts: dict[str, Chart]) -> None:
    assert "Score over four weeks: 87.5 % on 23 Nov, ▼ 5.0 points in seven days" in charts["score-trend"].alternative
    assert f"▼ {DECLINING}" in words(charts["score-trend"].svg_light)
    assert f"▼ {DECLINING} · 80.0 %" in words(charts["scores-by-account"].svg_light)
    assert f"{STEADY} · 95.0 %" in words(charts["scores-by-account"].svg_light)
    assert "rule-0 · 6 low" in words(charts["top-rules"].svg_light)
    assert "low" in words(charts["open-by-severity"].svg_light)
    assert "2 points below a week ago: 90.5 %" in words(charts["score-trend"].svg_light)
    assert "opened" in words(charts["opened-against-resolved"].svg_light)
    assert "over 30 days · 2" in words(charts["age-of-open"].svg_light)


def test_the_words_for_them_say_what_was_found(charts: dict[str, Chart]) -> None:
    for name, finding in {
        "open-by-severity": "Open violations went from 15 on 26 Oct to 25: 25 low.",
        "opened-against-resolved": "violations opened, fewer than the",
        "age-of-open": "2 of 2 open violations have been open for over 30 days",
        "top-rules": "rule-0 has 50 % of the open violations.",
    }.items():
        assert finding in charts[name].alternative


def test_days_without_data_are_drawn_hollow(charts: dict[str, Chart]) -> None:
    assert charts["score-trend"].svg_light.count(f"fill: {LIGHT.background}") == 2


def test_the_same_report_gives_the_same_bytes(charts: dict[str, Chart]) -> None:
    """No dates, no random ids: a report of a past day can be compared with the one that was sent."""
    assert drawn(report()) == list(charts.values())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_and_nothing_is_loaded(charts: dict[str, Chart], name: str) -> None:
    for svg in (charts[name].svg_light, charts[name].svg_dark):
        assert "<script" not in svg
        assert "http" not in svg.replace("http://www.w3.org/", "")


def test_the_text_is_in_the_packaged_font_alone(charts: dict[str, Chart]) -> None:
    """With no font at hand resvg leaves the words out; with ours, and none of the system's, they are there."""
    svg = charts["top-rules"].svg_light
    without = bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=2))
    assert pixels(charts["top-rules"].png)[2] != pixels(without)[2]
    assert FONT.read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert (FONT.parent / "LICENSE").exists()
    assert FAMILY in svg


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_stand_out_from_the_ground(theme: Theme) -> None:
    """WCAG: 4.5 for text, 3 for what is drawn."""
    assert contrast(theme.text, theme.background) >= 4.5
    assert contrast(theme.strong, theme.background) >= 7
    assert all(contrast(colour, theme.background) >= 3 for colour in theme.series)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_neighbouring_severities_differ_for_the_colour_blind(theme: Theme) -> None:
    """By lightness, or in blue against orange, which no common colour blindness takes for each other."""
    for worse, better in zip(theme.severities[:0:-1], theme.severities[-2::-1], strict=False):
        blues = (int(worse[5:], 16) - int(worse[1:3], 16), int(better[5:], 16) - int(better[1:3], 16))
        assert contrast(worse, better) >= 1.25 or blues[0] * blues[1] < 0, (worse, better)


def test_hostile_names_stay_text() -> None:
    hostile = report(accounts={DECLINING: figures(80, name=HOSTILE)}, names={DECLINING: HOSTILE}, team=HOSTILE)
    pictures = [chart.svg_light for chart in drawn(hostile)]
    assert any("&lt;script" in svg for svg in pictures)
    for svg in pictures:
        assert "<script" not in svg
        ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_drawing_leaves_no_importer_that_others_trip_over() -> None:
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


def test_nothing_to_show_is_no_chart() -> None:
    assert drawn(report(accounts={})) == []


@pytest.mark.parametrize("excluded", ["\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_name_with_what_xml_excludes_breaks_no_chart(excluded: str) -> None:
    name = f"ru{excluded}le"
    shown = report(accounts={DECLINING: figures(80, name=name), STEADY: figures(95)}, names={STEADY: name})
    charts = drawn(shown)
    assert len(charts) == len(drawn(report()))
    for svg in (svg for chart in charts for svg in (chart.svg_light, chart.svg_dark)):
        ElementTree.fromstring(svg)  # noqa: S314 - our own
