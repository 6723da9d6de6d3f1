"""Makes a release: checks that everything says the same version, packs what is deployed, and tags: `make release`."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from scripts.bill_of_materials import write_bill
from scripts.note_table import is_released, noted, releases
from scripts.template import ROOT, table_properties

BUILT = ROOT / ".aws-sam" / "build"
RELEASED = ROOT / ".aws-sam" / "release"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, so that the same commit gives the same bytes."""


class NotReleased(Exception):
    """Why there is no release, in a sentence; nothing was tagged."""


def check_version(version: str, root: Path) -> None:
    """Raise NotReleased unless pyproject.toml, the changelog and git are ready for this version."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NotReleased(f"{version!r} is no version such as 1.2.0: make release VERSION=1.2.0")
    stated = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    if stated != version:
        raise NotReleased(f"pyproject.toml has version {stated}, not {version}.")
    if not re.search(rf"^## {re.escape(version)}\b", (root / "CHANGELOG.md").read_text(), re.M):
        raise NotReleased(f"CHANGELOG.md has no section {version}; move what is under Unreleased there.")
    if _git(root, "status", "--porcelain"):
        raise NotReleased("There are changes that are not committed.")
    if is_released(version, root):
        raise NotReleased(f"The tag v{version} is there already.")


def check_table(version: str) -> None:
    """Raise NotReleased unless the list of releases has the table of this version, one index from the one before."""
    if releases().get(version) != noted(table_properties()):
        raise NotReleased("docs/table-by-release.json has another table for this version, or none: make note-table")


def pack(folder: Path, archive: Path) -> None:
    """All files of a folder in one archive, sorted and with one date."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)), FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, path.read_bytes())


def main() -> int:
    """Check, build, pack and tag the version; 0 after that, 1 after a sentence that says why not."""
    version = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        check_version(version, ROOT)
        check_table(version)
    except NotReleased as reason:
        print(f"release: {reason}", file=sys.stderr)
        return 1
    subprocess.run(["make", "build"], cwd=ROOT, check=True)  # noqa: S607 - make as the user has it
    archive = RELEASED / f"config-monitor-{version}.zip"
    pack(BUILT, archive)
    bill = archive.with_suffix(".cdx.json")
    write_bill(BUILT / "ParseEventFunction", bill)
    _git(ROOT, "tag", "--annotate", f"v{version}", "--message", f"Version {version}")
    print(f"release: v{version} is tagged; {archive.relative_to(ROOT)} is what `sam deploy` takes (unpack it).")
    files = " ".join(str(file.relative_to(ROOT)) for file in (archive, bill))
    print(f"release: publish all: git push origin v{version} && gh release create v{version} {files}")
    return 0


def _git(root: Path, *arguments: str) -> str:
    command = ["git", *arguments]  # arguments are written here, but for a version of three numbers
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603 - see above
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
