"""The API's page, as the demonstration fills it: the pictures of docs/querying.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.hub import Hub
from local.pictures.camera import PHONE, Camera
from local.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = ("page-overview", "page-violations", "page-timeline", "page-events", "page-phone-dark")


def take(camera: Camera, settings: Settings) -> None:
    """Each view on a desktop, and the violations on a phone in the dark."""
    address = Hub(settings.engine_url, settings.slack_url, settings.stack).api_page
    with camera.page(height=760) as page:
        _show(page, address, "overview")
        camera.take("page-overview", page)
        _show(page, address, "violations?severity=critical")
        camera.take("page-violations", page)
        page.locator("tbody a[href^='#/violation/']").first.click()
        page.locator(".timeline li").first.wait_for()
        page.mouse.move(0, 0)
        camera.take("page-timeline", page)
        _show(page, address, "events")
        camera.take("page-events", page)
    with camera.page(PHONE, 844, "dark") as page:
        _show(page, address, "violations")
        page.locator("tbody").scroll_into_view_if_needed()
        camera.take("page-phone-dark", page)


def _show(page: Page, address: str, view: str) -> None:
    page.goto(f"{address}#/{view}")
    page.locator("tbody tr").first.wait_for()
