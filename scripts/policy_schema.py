"""Writes docs/policy.schema.json, by which editors complete and check policy.yaml, from the policy's own model."""

import json
from pathlib import Path
from typing import Any

from config_monitor.domain.policy import Policy

FILE = Path(__file__).parents[1] / "docs" / "policy.schema.json"


def schema() -> dict[str, Any]:
    """The JSON Schema of policy.yaml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Policy.model_json_schema(mode="validation"),
        "title": "AWS Config Monitor policy",
    }


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
