"""Take all pictures, or those of the parts that are named, after `make demo`: `python -m local.pictures acting`."""

from __future__ import annotations

import sys
from types import ModuleType

from local.browser import browser, installed
from local.deploy import stands
from local.errors import LocalError
from local.pictures import acting, dashboard, executions, lives, messages, query_page, reports
from local.pictures.camera import IMAGES, Camera
from local.settings import HUB_ACCOUNT, read

# Acting comes last, since it changes what the others show.
PARTS: dict[str, ModuleType] = {
    "dashboard": dashboard,
    "messages": messages,
    "lives": lives,
    "reports": reports,
    "executions": executions,
    "query_page": query_page,
    "acting": acting,
}


def main(names: list[str]) -> None:
    """Take the pictures; raises LocalError where one is missing afterwards, or has nothing to show."""
    if unknown := set(names) - set(PARTS):
        raise LocalError(f"There is no part {', '.join(sorted(unknown))}; PART is one of {', '.join(PARTS)}.")
    settings = read()
    if names != ["dashboard"] and not stands(settings, settings.stack, HUB_ACCOUNT):
        raise LocalError(f"No hub answers at {settings.engine_url}: make demo brings one up.")
    executable = installed()
    if executable is None:
        raise LocalError("No Chromium: install one, or run .venv/bin/python -m playwright install chromium.", 2)
    with browser(executable) as opened:
        for name, part in PARTS.items():
            if not names or name in names:
                camera = Camera(opened)
                part.take(camera, settings)
                if missing := set(part.PICTURES) - set(camera.taken):
                    raise LocalError(f"{name}: {', '.join(sorted(missing))} were not taken.", 1)
    print(f"{sum(file.stat().st_size for file in IMAGES.glob('*.png')) / 1e6:.1f} MB in docs/images")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LocalError as error:
        print(f"pictures: {error}", file=sys.stderr)
        sys.exit(error.status)
