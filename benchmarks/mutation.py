"""How many small faults, put into the modules that decide, the tests of each of them notice.

Usage: `make mutation` (SAMPLE mutants of each module, drawn by SEED; 0 for all; MODULE for one). Cosmic Ray makes
them in a copy of the checkout.
"""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import TestOutcome

from benchmarks.measurement import Measurement, Row, finish

ROOT = Path(__file__).parents[1]
COPIED = ("functions", "tests", "simulation", "local", "scripts", "statemachines", "events", "catalogue")
PACKAGE, UNIT = "functions/config_monitor", "tests/unit"
# What proves each module: few tests, so that each fault takes seconds.
MODULES = {
    "severity": (
        f"{PACKAGE}/domain/policy/decision.py",
        (f"{UNIT}/domain/policy", f"{UNIT}/use_cases/test_classify_event.py"),
    ),
    "fold": (f"{PACKAGE}/domain/compliance/transitions.py", (f"{UNIT}/domain/compliance",)),
    "routing": (
        f"{PACKAGE}/domain/policy/routing.py",
        (f"{UNIT}/domain/policy", f"{UNIT}/use_cases/test_classify_event.py", f"{UNIT}/use_cases/test_exceptions.py"),
    ),
    "delivery": (
        f"{PACKAGE}/domain/notifications/delivery.py",
        (f"{UNIT}/domain/notifications", f"{UNIT}/use_cases/test_unanswered.py"),
    ),
    "rate limiting": (
        f"{PACKAGE}/use_cases/group_interval.py",
        (f"{UNIT}/use_cases/test_group_interval.py", f"{UNIT}/use_cases/test_storms.py"),
    ),
    "storms": (
        f"{PACKAGE}/domain/notifications/storm.py",
        (f"{UNIT}/domain/notifications/test_storm.py", f"{UNIT}/use_cases/test_storms.py"),
    ),
    "cursors": (f"{PACKAGE}/domain/queries/cursor.py", (f"{UNIT}/domain/queries/test_cursor.py",)),
    "signatures": (f"{PACKAGE}/adapters/slack/signature.py", (f"{UNIT}/adapters/test_slack_signature.py",)),
}
AT_LEAST = 85
"""Percent of the faults of each module that its tests are to notice."""
# `|` stands between types and dictionaries here: what is not a fault there, or ends every import.
LEFT_OUT = ("core/ReplaceBinaryOperator_BitOr", "core/ExceptionReplacer")


def main() -> int:
    """Measure each module; the status is 1 where too few faults were noticed."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", choices=MODULES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            shutil.copytree(
                ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
            )
        for file in ("pyproject.toml", "template.yaml"):
            shutil.copy(ROOT / file, folder)
        measured = [
            measure(name, Path(folder), arguments.sample, arguments.seed)
            for name in ([arguments.module] if arguments.module else MODULES)
        ]
    rows = [row for row, _ in measured]
    worst = min(row["noticed, %"] for row in rows)
    return finish(
        Measurement(
            f"{worst} % at least of the faults of each module noticed",
            {"sample": arguments.sample, "seed": arguments.seed, "at_least_percent": AT_LEAST},
            {"modules": rows, "not_noticed": [row for _, unnoticed in measured for row in unnoticed]},
            [f"less than {AT_LEAST} % of some module's faults were noticed"] * (worst < AT_LEAST),
        )
    )


def measure(name: str, folder: Path, sample: int, seed: int) -> tuple[Row, list[Row]]:
    """How many of a module's faults its tests noticed, and those that they did not."""
    module, tests = MODULES[name]
    all_items = _all_work_items([folder / module], {})
    items = [item for item in all_items if not item.mutations[0].operator_name.startswith(LEFT_OUT)]
    drawn = random.Random(seed).sample(items, min(sample or len(items), len(items)))
    paths = " ".join(str(folder / test) for test in tests)
    environment = f"env PYTHONPATH={folder}/functions:{folder} PYTHONDONTWRITEBYTECODE=1"
    pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider --rootdir {folder} -c {folder}/pyproject.toml"
    command = f"{environment} {pytest} {paths}"
    unnoticed = []
    for number, item in enumerate(drawn, start=1):
        print(f"{name}: {number} of {len(drawn)}", end="\r", file=sys.stderr)
        result = mutate_and_test(item.mutations, command, 120)
        if result.test_outcome is TestOutcome.SURVIVED:
            unnoticed.append({"module": name} | changed_lines(result.diff or ""))
    noticed = len(drawn) - len(unnoticed)
    row = {
        "module": name,
        "file": Path(module).name,
        "faults": len(items),
        "drawn": len(drawn),
        "noticed": noticed,
        "noticed, %": round(100 * noticed / len(drawn)),
    }
    return row, unnoticed


def changed_lines(diff: str) -> Row:
    """The lines that a fault changed, before and after."""
    lines = [line for line in diff.splitlines() if not line.startswith(("+++", "---"))]
    return {
        name: " ".join(line[1:].strip() for line in lines if line.startswith(sign))
        for name, sign in (("as it is", "-"), ("as nobody noticed it", "+"))
    }


if __name__ == "__main__":
    raise SystemExit(main())
