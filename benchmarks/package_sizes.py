"""What `make build` makes of each function: its folder, its zip, and how much of both is bytecode.

Usage: `make bench-packages`. The alternative is the same build without bytecode, which starts more slowly
(benchmarks/cold_import.py). Functions of the same files are packed once.
"""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks.measurement import Measurement, Row, finish

BUILT = Path(__file__).parents[1] / ".aws-sam" / "build"
AT_MOST = 250
"""MB that Lambda takes of a function's folder, unpacked."""
MB = 1_000_000
Files = dict[str, int]


def files_of(folder: Path) -> Files:
    """The size in bytes of each file, by its path in the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_size for path in files}


def packed(folder: Path, names: list[str]) -> int:
    """The bytes of a zip of some files, as SAM packs them."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.write(folder / name, name)
        return file.seek(0, os.SEEK_END)


def sizes(folder: Path, files: Files) -> Row:
    """Megabytes of a function's folder and zip, and of both without bytecode."""
    source = [name for name in files if not name.endswith(".pyc")]
    bytecode = sum(size for name, size in files.items() if name.endswith(".pyc"))
    whole, without = packed(folder, list(files)), packed(folder, source)
    figures = (sum(files.values()), bytecode, whole, without)
    names = ("folder, MB", "of it bytecode", "zip, MB", "zip without bytecode")
    return {name: round(size / MB, 1) for name, size in zip(names, figures, strict=True)}


def measure() -> Measurement:
    """A row for each function."""
    measured: dict[frozenset[tuple[str, int]], Row] = {}
    rows: list[Row] = []
    for folder in sorted(path for path in BUILT.iterdir() if path.is_dir()):
        files = files_of(folder)
        same = frozenset(files.items())
        measured[same] = measured.get(same) or sizes(folder, files)
        rows.append({"function": folder.name.removesuffix("Function")} | measured[same])
    largest = max(rows, key=lambda row: row["folder, MB"])
    return Measurement(
        f"{largest['folder, MB']} MB at most, {largest['zip, MB']} MB as a zip",
        {"functions": len(rows), "at_most_mb": AT_MOST},
        {"packages": rows},
        [f"{largest['function']} is larger than Lambda takes"] * (largest["folder, MB"] > AT_MOST),
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
