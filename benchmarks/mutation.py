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

ROOT = Path(__file__).parents[1]
COPIED = ("functions", "tests", "simulation", "local", "scripts", "statemachines", "events", "catalogue")
PACKAGE, UNIT = "functions/config_monitor", "tests/unit"
# What proves each module: few tests, so that each fault takes seconds.
MODULES = {
    "severity": (
        f"{PACKAGE}/domain/policy/decision.py",
        (f"{UNIT}/domain/policy", f"{UNIT}/use_cases/test_classify_event.py"),
    ),
    "fold": (f"{PACKAGE}/domain/compliance/fold.py", (f"{UNIT}/domain/compliance",)),
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
# `|` stands between types and dictionaries here: what is not a fault there, or ends every import.
LEFT_OUT = ("core/ReplaceBinaryOperator_BitOr", "core/ExceptionReplacer")


def main() -> int:
    """Print each module's share of faults noticed, and those that were not."""
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
        shares = [
            measure(name, Path(folder), arguments.sample, arguments.seed)
            for name in ([arguments.module] if arguments.module else MODULES)
        ]
    return int(min(shares) < 0.85)


def measure(name: str, folder: Path, sample: int, seed: int) -> float:
    """The share of a module's faults that its tests noticed."""
    module, tests = MODULES[name]
    all_items = _all_work_items([folder / module], {})
    items = [item for item in all_items if not item.mutations[0].operator_name.startswith(LEFT_OUT)]
    drawn = random.Random(seed).sample(items, min(sample or len(items), len(items)))
    paths = " ".join(str(folder / test) for test in tests)
    environment = f"env PYTHONPATH={folder}/functions:{folder} PYTHONDONTWRITEBYTECODE=1"
    pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider --rootdir {folder} -c {folder}/pyproject.toml"
    command = f"{environment} {pytest} {paths}"
    survivors = []
    for item in drawn:
        result = mutate_and_test(item.mutations, command, 120)
        if result.test_outcome is TestOutcome.SURVIVED:
            survivors.append(result.diff)
    share = 1 - len(survivors) / len(drawn)
    print(f"| {name} | {len(drawn)} of {len(items)} | {len(drawn) - len(survivors)} | {share:.0%} |", flush=True)
    for diff in survivors:
        changed = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        print("    " + "\n    ".join(changed), flush=True)
    return share


if __name__ == "__main__":
    raise SystemExit(main())
