"""Writes docs/openapi.json; a test holds it against what the API serves. `python -m scripts.openapi`."""

import json
from pathlib import Path

from query_events.openapi import openapi_document

DOCUMENT = Path(__file__).parents[1] / "docs" / "openapi.json"


if __name__ == "__main__":
    DOCUMENT.write_text(json.dumps(openapi_document(), indent=2) + "\n")
