"""The weekly report of the demonstration in Slack, its charts and its page: the pictures of docs/reports.md."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

from local.pictures.camera import PHONE, Camera
from local.pictures.slack import Person
from local.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# By the title that a chart has in the thread.
CHARTS = {
    "Score over four weeks": "report-chart-score-trend",
    "Open violations by severity": "report-chart-open-by-severity",
    "Opened and resolved by day": "report-chart-opened-against-resolved",
    "Age of what is open": "report-chart-age-of-open",
    "Most violated rules": "report-chart-top-rules",
    "Scores by account": "report-chart-scores-by-account",
}
PAGES = ("report-page-light", "report-page-dark", "report-page-phone", "report-page-print")
PICTURES = ("report-slack", "report-thread", *CHARTS.values(), *PAGES)
_PAPER = 794, 1123  # A4 in CSS pixels
_THREAD = 1500


def take(camera: Camera, settings: Settings) -> None:
    """The message as a phone shows it, its thread, each chart, and the page behind the link."""
    with camera.page(PHONE, 4000) as page:
        reader = Person(page, settings.slack_url)
        report = reader.message("Weekly compliance report")
        _charts(camera, settings, report)
        link = report.get_by_role("link", name="Open the full report").first.get_attribute("href") or ""
        _thread(camera, page, report)
        report.locator("details.thread > summary").first.click()
        page.mouse.move(0, 0)
        camera.take("report-slack", report)
    for name, width, scheme in (("light", 1280, "light"), ("dark", 1280, "dark"), ("phone", PHONE, "light")):
        with camera.page(width, 844 if width == PHONE else 1000, scheme) as page:  # type: ignore[arg-type] # both words are schemes
            page.goto(link)
            camera.take(f"report-page-{name}", page)
    with camera.page(*_PAPER) as page:
        page.goto(link)
        page.emulate_media(media="print")
        camera.take("report-page-print", page)


def _thread(camera: Camera, page: Page, report: Locator) -> None:
    """Its beginning: whole, it is as long as its lists."""
    report.locator("details.thread").evaluate("thread => thread.scrollIntoView()")
    box = report.locator("details.thread").bounding_box()
    if box:
        camera.keep("report-thread", page.screenshot(clip={**box, "height": min(box["height"], _THREAD)}))


def _charts(camera: Camera, settings: Settings, report: Locator) -> None:
    """The charts are files of their own."""
    for title, name in CHARTS.items():
        figure = report.locator("figure").filter(has_text=title).first
        address = figure.locator("img").get_attribute("src") or ""
        with urlopen(address if "://" in address else settings.slack_url + address, timeout=30) as answer:
            camera.keep(name, answer.read())
