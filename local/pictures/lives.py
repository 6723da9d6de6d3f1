"""One life of each source that the demonstration shows, from its first message to its end: for docs/incidents.md."""

from __future__ import annotations

from datetime import UTC, datetime

from local.demo_lives import lives
from local.pictures.camera import Camera
from local.pictures.slack import HEIGHT, WIDTH, Person
from local.settings import Settings

PICTURES = ("life-violation", "life-finding", "life-health-event", "life-alarm", "life-stack", "life-log-error")


def take(camera: Camera, settings: Settings) -> None:
    """The newest message about each, with its thread."""
    with camera.page(WIDTH, HEIGHT) as page:
        reader = Person(page, settings.slack_url)
        for life in lives(datetime.now(UTC)):
            name = f"life-{life.source.lower().replace(' ', '-')}"
            if name in PICTURES:
                camera.take(name, reader.message(life.name))
