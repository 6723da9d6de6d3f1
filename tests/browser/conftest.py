"""One headless Chromium for all tests of the pages; where there is none, they are skipped, as `make test` reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from local.browser import browser, installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    """The browser of this machine; Playwright runs an event loop in this thread until it is closed."""
    executable = installed()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    with browser(executable) as opened:
        yield opened


@pytest.fixture
def page(window: Browser) -> Iterator[Page]:
    """A page of its own, as wide as a desktop."""
    opened = window.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()
