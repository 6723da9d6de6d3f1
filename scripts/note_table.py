"""`make note-table`: write the table's keys and indexes under the version of pyproject.toml into the list of releases.

CloudFormation creates or deletes one index of a table in one deployment, so a release may change one at most.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from scripts.template import ROOT, table_properties

RELEASES = ROOT / "docs" / "table-by-release.json"
Noted = dict[str, Any]


def noted(properties: dict[str, Any]) -> Noted:
    """What a release fixes of a table: its keys, and of each index keys with types and projection."""
    types = {a["AttributeName"]: a["AttributeType"] for a in properties["AttributeDefinitions"]}

    def keys(schema: list[dict[str, str]]) -> list[str]:
        return [f"{key['AttributeName']} {types[key['AttributeName']]} {key['KeyType']}" for key in schema]

    indexes = {
        index["IndexName"]: {
            "keys": keys(index["KeySchema"]),
            "projection": sorted(index["Projection"].get("NonKeyAttributes", []))
            or index["Projection"]["ProjectionType"],
        }
        for index in properties["GlobalSecondaryIndexes"]
    }
    return {"keys": keys(properties["KeySchema"]), "indexes": dict(sorted(indexes.items()))}


def index_changes(before: Noted, after: Noted) -> list[str]:
    """What CloudFormation has to do to the indexes between two releases; one that differs is deleted and made anew."""
    old, new = before["indexes"], after["indexes"]
    differing = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    deleted, created = old.keys() - new.keys() | differing, new.keys() - old.keys() | differing
    return [*(f"delete {name}" for name in sorted(deleted)), *(f"create {name}" for name in sorted(created))]


def refusal(before: Noted, after: Noted) -> str | None:
    """Why a stack of the one release cannot be deployed to be one of the other, if it cannot."""
    if before["keys"] != after["keys"]:
        return f"keys change from {before['keys']} to {after['keys']}: CloudFormation would replace the table"
    changes = index_changes(before, after)
    return f"one index may change in a release, not {', '.join(changes)}" if len(changes) > 1 else None


def releases() -> dict[str, Noted]:
    """The tables of all releases by version, the oldest first."""
    loaded: dict[str, Noted] = json.loads(RELEASES.read_text()) if RELEASES.exists() else {}
    return loaded


def is_released(version: str, root: Path) -> bool:
    """Whether git has the version's tag: what was released stays as it was noted."""
    tags = ["git", "tag", "--list", f"v{version}"]
    listed = subprocess.run(tags, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603 - a version of ours
    return bool(listed.stdout.strip())


def main() -> int:
    """Note the present table; 1 when it is too far from the release before, or when this version is released."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    present, earlier = noted(table_properties()), {v: table for v, table in releases().items() if v != version}
    if is_released(version, ROOT):
        print(f"note-table: {version} is released; give pyproject.toml the next version first", file=sys.stderr)
        return 1
    if earlier and (refused := refusal(list(earlier.values())[-1], present)):
        print(f"note-table: {refused}", file=sys.stderr)
        return 1
    RELEASES.write_text(json.dumps({**earlier, version: present}, indent=1) + "\n")
    print(f"{RELEASES.name}: {version} has {len(present['indexes'])} indexes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
