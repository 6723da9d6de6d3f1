"""Whether anybody can use a page: on a phone, in the dark, with a screen reader."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, cast

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

AS_SEEN = tuple(product((390, 1280), ("light", "dark")))


def assert_anybody_can_use(page: Page) -> None:
    """Nothing serious for axe and nothing to scroll sideways, on a phone and a desktop, in the light and the dark."""
    for width, scheme in AS_SEEN:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=cast("Any", scheme), reduced_motion="reduce")
        serious = [
            f"{width} {scheme}: {violation['help']}: {[node['html'][:150] for node in violation['nodes'][:3]]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], "\n".join(serious)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
