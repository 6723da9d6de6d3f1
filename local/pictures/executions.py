"""The page of executions: the list, what became of one, and both on a phone."""

from __future__ import annotations

from local.pictures.camera import PHONE, Camera
from local.settings import Settings

PICTURES = ("executions-list", "executions-graph", "executions-phone")


def take(camera: Camera, settings: Settings) -> None:
    """The newest that matter, the newest report, and a failed event on a phone in the dark."""
    address = f"{settings.slack_url}/executions"
    with camera.page(height=760) as page:
        page.goto(address)
        camera.take("executions-list", page)
        page.goto(f"{address}?status=FAILED")
        page.locator("tbody a").first.click()
        page.set_viewport_size({"width": 1280, "height": 1000})
        camera.take("executions-graph", page)
    with camera.page(PHONE, 844, "dark") as page:
        page.goto(f"{address}?status=FAILED")
        page.locator("tbody a").first.click()
        camera.take("executions-phone", page)
