"""Take a picture of one life of each source, from its first message to its end, in the local Slack.

Usage: `make demo`, then `make life-pictures`. Needs Debian's `chromium` and `chromium-driver`. The pictures are those
of docs/incidents.md.
"""

import json
from datetime import UTC, datetime

from local.acting_pictures import CHANNEL, Browser, browser
from local.demo_lives import lives
from local.settings import Settings, read


def picture_of(window: Browser, slack_url: str, name: str, about: str) -> None:
    """The newest message about something, with its thread."""
    window.open(f"{slack_url}/?channel={CHANNEL}")
    message = f"(//div[@id='messages']/article[contains(., {json.dumps(about)})])[last()]"
    window.picture(name, message)


def main(settings: Settings) -> None:
    """A picture of each life that the demonstration showed."""
    with browser() as window:
        for life in lives(datetime.now(UTC)):
            picture_of(window, settings.slack_url, f"life-{life.source.lower().replace(' ', '-')}", life.name)


if __name__ == "__main__":
    main(read())
