"""The page of a report: everything in one file, sortable, printable, dark where wanted, and nothing foreign runs."""

import re
from html.parser import HTMLParser

import pytest

from config_monitor.adapters.report.charts import draw_charts
from config_monitor.adapters.report.page import write_page
from tests.support.reports import DECLINING, HOSTILE, MISSING, figures, report


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


@pytest.fixture(scope="module")
def page() -> str:
    return write_page(report(), draw_charts(report()))


def test_it_has_the_figures_of_the_message(page: str) -> None:
    said = " ".join(Outline(page).said)
    for figure in (
        "87.5 %",
        "▼ 5.0 points in 7 days",
        "25",
        "4 fixed, 2 removed",
        "25 low",
        "1 h",
        "3 s",
        "house-rule",
    ):
        assert figure in said, figure
    assert f"1 account could not be read and is not in these figures: {MISSING}" in re.sub(r"\s+", " ", said)


def test_it_needs_nothing_from_elsewhere(page: str) -> None:
    outline = Outline(page)
    assert not [tag for tag, given in outline.tags if {"src", "href", "xlink:href"} & set(given)]
    assert "url(" not in page
    assert "@import" not in page


def test_its_one_script_is_the_one_its_policy_names(page: str) -> None:
    outline = Outline(page)
    policy = next(given["content"] or "" for tag, given in outline.tags if given.get("http-equiv"))
    assert re.fullmatch(
        r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/=]{44}'", policy
    )
    assert [tag for tag, _ in outline.tags].count("script") == 1


def test_it_shows_each_chart_for_light_and_for_dark(page: str) -> None:
    assert [tag for tag, _ in Outline(page).tags].count("svg") == 8
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_numbers_are_sorted_as_numbers(page: str) -> None:
    sorts = [given["data-sort"] for tag, given in Outline(page).tags if "data-sort" in given]
    assert sorts
    assert all(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", str(value)) for value in sorts)


def test_hostile_names_stay_text() -> None:
    hostile = report(accounts={DECLINING: figures(80, name=HOSTILE)}, names={DECLINING: HOSTILE}, team=HOSTILE)
    made = write_page(hostile, draw_charts(hostile))
    assert [tag for tag, _ in Outline(made).tags].count("script") == 1
    assert "alert(1)" in made
    assert "<script>alert" not in made


def test_an_empty_report_is_a_page_too() -> None:
    assert "n/a" in write_page(report(accounts={}), [])


def test_a_pair_that_changed_too_often_is_said() -> None:
    flapping = figures(80)
    flapping.unknown = 2
    assert "2 pairs changed more often than is remembered" in write_page(report(accounts={DECLINING: flapping}), [])
