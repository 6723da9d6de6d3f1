"""The dashboard with made-up figures: the picture of docs/metrics.md."""

from __future__ import annotations

from local.pictures.camera import Camera
from local.settings import Settings
from scripts.draw_dashboard import picture

PICTURES = ("dashboard",)


def take(camera: Camera, settings: Settings) -> None:
    """Drawn without a browser."""
    del settings
    camera.keep("dashboard", picture())
