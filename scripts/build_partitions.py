"""`make partitions`: write the table of AWS's partitions and regions from botocore's own data.

The functions need not read that data then; a test says when the table is behind it.
"""

from pathlib import Path
from typing import Any

import botocore.session

BUILT = Path(__file__).parent.parent / "functions" / "config_monitor" / "domain" / "events" / "partitions.py"
HEAD = '''"""AWS's partitions: how their regions are called and which ones there are. Written by a script."""

import re

_REGION_NAMES = {
'''
BETWEEN = """}
REGIONS = {
"""
TAIL = '''}
"""Every region in general use, by partition, from botocore's endpoint data."""


def partition_of(region: str) -> str | None:
    """The partition that a region belongs to, also of a region younger than the table; None for what is no region."""
    return next((name for name, pattern in _REGION_NAMES.items() if re.fullmatch(pattern, region, re.ASCII)), None)


def is_region(name: str) -> bool:
    """Whether a region of that name exists."""
    return any(name in regions for regions in REGIONS.values())
'''


def partitions() -> list[dict[str, Any]]:
    """The partitions as botocore knows them."""
    data = botocore.session.get_session().get_component("data_loader").load_data("endpoints")
    partitions: list[dict[str, Any]] = data["partitions"]
    return partitions


def table() -> str:
    """The module's text, as ruff formats it."""
    names = [f'    "{p["partition"]}": r"{p["regionRegex"].strip("^$")}",\n' for p in partitions()]
    regions = [
        f'    "{p["partition"]}": frozenset(\n        {{\n'
        + "".join(f'            "{region}",\n' for region in sorted(p["regions"]))
        + "        }\n    ),\n"
        for p in partitions()
    ]
    return HEAD + "".join(names) + BETWEEN + "".join(regions) + TAIL


if __name__ == "__main__":
    BUILT.write_text(table())
