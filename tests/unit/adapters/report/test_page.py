"""The page of a report: everything in one file, sortable, printable, dark where wanted, and nothing foreign runs."""

import re
from html.parser import HTMLParser

import pytest

from config_monitor.adapters.report.page import write_page
from config_monitor.domain.reports import Report
from tests.support.reports import DECLINING, HOSTILE, MISSING, ROWS, charts_of, figures, report, row, sections_of


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def written(shown: Report) -> str:
    return write_page(shown, sections_of(shown), charts_of(shown))


@pytest.fixture(scope="module")
def page() -> str:
    return written(report())


def test_it_has_the_figures_of_the_message(page: str) -> None:
    texts = " ".join(Outline(page).texts)
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
        assert figure in texts, figure
    assert f"1 account could not be read and is not in these figures: {MISSING}" in re.sub(r"\s+", " ", texts)


def test_it_needs_nothing_from_elsewhere(page: str) -> None:
    outline = Outline(page)
    assert not [tag for tag, attributes in outline.tags if {"src", "xlink:href"} & set(attributes)]
    links = [attributes["href"] or "" for tag, attributes in outline.tags if "href" in attributes]
    away = [link for link in links if not link.startswith("#")]
    assert len(away) == len(ROWS)
    assert all(link.startswith("https://console.aws.amazon.com/config/") for link in away), "one for each violation"
    assert "url(" not in page
    assert "@import" not in page


def test_its_one_script_is_the_one_its_policy_names(page: str) -> None:
    outline = Outline(page)
    policy = next(attributes["content"] or "" for tag, attributes in outline.tags if attributes.get("http-equiv"))
    assert re.fullmatch(
        r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/=]{44}'", policy
    )
    assert [tag for tag, _ in outline.tags].count("script") == 1


def test_it_shows_each_chart_for_light_and_for_dark(page: str) -> None:
    assert [tag for tag, _ in Outline(page).tags].count("svg") == 12
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_numbers_are_sorted_as_numbers(page: str) -> None:
    sorts = [attributes["data-sort"] for tag, attributes in Outline(page).tags if "data-sort" in attributes]
    assert sorts
    assert all(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", str(value)) for value in sorts)


def test_hostile_names_stay_text() -> None:
    hostile = report(accounts={DECLINING: figures(80, name=HOSTILE)}, names={DECLINING: HOSTILE}, team=HOSTILE)
    made = written(hostile)
    assert [tag for tag, _ in Outline(made).tags].count("script") == 1
    assert "alert(1)" in made
    assert "<script>alert" not in made


def test_an_empty_report_is_a_page_too() -> None:
    assert "n/a" in written(report(accounts={}))


def test_a_pair_that_changed_too_often_is_noted() -> None:
    flapping = figures(80)
    flapping.unknown = 2
    assert "2 pairs changed more often: some changes are missing here." in written(
        report(accounts={DECLINING: flapping})
    )


def test_each_violation_is_named_with_its_account_and_can_be_filtered_and_downloaded(page: str) -> None:
    texts = Outline(page).texts
    assert {"bucket-new", "bucket-fixed", "bucket-1", "bucket-2", "bucket-3"} <= set(texts)
    assert texts.count("Download CSV") == [tag for tag, _ in Outline(page).tags].count("table")
    many = written(report(rows=[row("open", f"bucket-{number}") for number in range(9)]))
    assert [attributes["type"] for tag, attributes in Outline(many).tags if tag == "input"] == ["search"]


def test_a_list_too_long_for_a_browser_says_where_the_rest_is() -> None:
    many = written(report(rows=[row("open", f"bucket-{number}") for number in range(5_003)]))
    assert "The first 5,000 rows; 3 more rows in the CSV file." in many
    assert many.count("<td>bucket-") == 5_000


def test_a_resource_that_is_an_address_is_a_safe_link() -> None:
    hostile = written(report(rows=[row("open", 'javascript:"><script>alert(1)</script>')]))
    links = [attributes["href"] or "" for tag, attributes in Outline(hostile).tags if "href" in attributes]
    assert all(link.startswith(("https://console.aws.amazon.com/", "#")) for link in links)
    assert [tag for tag, _ in Outline(hostile).tags].count("script") == 1


def test_each_figure_leads_to_its_list_and_each_list_says_its_query(page: str) -> None:
    outline = Outline(page)
    anchors = {(attributes["href"] or "").removeprefix("#") for tag, attributes in outline.tags if tag == "a"}
    ids = {attributes["id"] for tag, attributes in outline.tags if "id" in attributes}
    assert {"new", "resolved", "open", "excepted", "resolution-times"} <= anchors & ids
    for name in ("new", "resolved", "open", "excepted"):
        assert f"GET /compliance/reports/daily/2026-11-23?list={name}" in outline.texts
    assert "GET /compliance" not in written(report(team="shop"))


def test_what_the_figures_mean_is_on_the_page(page: str) -> None:
    assert {"Pair", "Score", "Day", "Detected in", "Fixed in", "Declining"} <= set(Outline(page).texts)


def test_a_column_without_any_value_is_left_out() -> None:
    """What has a name besides its id needs two columns for them, what has none needs one."""
    plain, called = row(resource="bucket-1"), row(resource="i-1", called="web")
    assert "Resource id" not in Outline(written(report(rows=[plain]))).texts
    assert "Resource id" in Outline(written(report(rows=[plain, called]))).texts
