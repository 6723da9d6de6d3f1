"""A headless Chromium, driven by Playwright: for pictures of the pages, and for the tests of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """The browser of this machine: its own, else the one that `playwright install chromium` brought."""
    if own := next(filter(None, map(shutil.which, NAMES)), None):
        return own
    with sync_playwright() as playwright:
        brought = Path(playwright.chromium.executable_path)
    return str(brought) if brought.exists() else None


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """One for as long as it is needed; without a sandbox, since it is shown nothing but pages of this project."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--hide-scrollbars"])
        try:
            yield opened
        finally:
            opened.close()
