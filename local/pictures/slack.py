"""The local Slack in front of the camera, and people who act in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

CHANNEL = "config-monitor"
WIDTH, HEIGHT = 1000, 3000  # so high that nothing has to be scrolled


class Person:
    """A user in front of a channel."""

    def __init__(self, page: Page, slack_url: str, user: str = "UALICE", channel: str = CHANNEL) -> None:
        self.page = page
        page.goto(f"{slack_url}/?{urlencode({'channel': channel, 'user': user})}")
        self.dialog = page.locator("dialog[open]")

    def message(self, text: str) -> Locator:
        """The newest message, with its thread, that has a text."""
        return self.page.locator("#messages > article").filter(has_text=text).last

    def alone(self, text: str) -> Locator:
        """What only this user sees."""
        return self.page.locator("article.ephemeral").filter(has_text=text).last

    def press(self, about: str, action: str, option: str | None = None) -> None:
        """Press a button of a message, or choose from its menu."""
        control = self.message(about).locator(f"[data-action^='{action}']").first
        if option:
            control.select_option(option)
        else:
            control.click()
        self.page.mouse.move(0, 0)  # what the pointer is over looks otherwise

    def sees(self, about: str, text: str) -> None:
        """Wait until a message, or its thread, shows a text."""
        expect(self.message(about)).to_contain_text(text)

    def fill_in(self, reason: str, expires: str) -> None:
        """Fill in the dialog of an exception, and submit it."""
        self.dialog.locator("textarea").fill(reason)
        self.dialog.locator("input[type=date]").fill(expires)
        self.submit()

    def submit(self) -> None:
        """Submit the dialog."""
        self.dialog.locator("menu button:not([data-close])").click()
        self.page.mouse.move(0, 0)
