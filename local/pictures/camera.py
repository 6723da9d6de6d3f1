"""What takes a picture and where it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from PIL import Image

from local.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

IMAGES = ROOT / "docs" / "images"
WIDE, PHONE = 1280, 390
SECONDS = 40


class Camera:
    """Opens pages and keeps pictures of them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.taken: list[str] = []

    @contextmanager
    def page(self, width: int = WIDE, height: int = 900, scheme: Literal["light", "dark"] = "light") -> Iterator[Page]:
        """A window of this size, in CSS pixels, for as long as it is needed."""
        opened = self._browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        opened.set_default_timeout(SECONDS * 1000)
        yield opened
        opened.close()

    def take(self, name: str, what: Page | Locator) -> None:
        """A picture of an element, or of what of a page is in its window."""
        self.keep(name, what.screenshot(animations="disabled"))

    def keep(self, name: str, picture: bytes) -> None:
        """A picture that was made elsewhere, in as many colours as writing needs."""
        image = Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        image.save(IMAGES / f"{name}.png", optimize=True)
        self.taken.append(name)
        print(f"docs/images/{name}.png", flush=True)
