"""Every benchmark one after the other: one table, docs/benchmarks.json, and the page that is written from it.

Usage: `make bench` (ONLY='burst imports' for some, whose part of the results alone is written anew). Each runs in full,
as its own target does; tried by that target, with other numbers or not, it writes nothing. Those of the local engine
have one of their own, which ends with them. `python -m benchmarks.run_all --page` only writes the page.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import page
from benchmarks.measurement import KEPT_IN, markdown
from benchmarks.page import TARGETS

ROOT = Path(__file__).parents[1]
ON_THE_ENGINE = {"throughput", "interactions"}
# Hours rather than minutes: they run where they are named.
ONLY_BY_NAME = {"mutation"}
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "ERROR",
}
# An engine that nobody else has, so that ending it takes nothing away.
ENGINE = {"ENGINE_PORT": "4970", "SLACK_PORT": "4971", "STACK_NAME": "bench"}
# What makes a benchmark another one, by the environment or as make hands its own variables on.
LEFT_OUT = {"EVENTS", "SEED", "SAMPLE", "MODULE", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
LIBRARIES = ("aws-lambda-powertools", "botocore", "pydantic", "jinja2", "ministack")


def main() -> int:
    """Run them, print the table, write results and page; the status is 1 where one failed or broke a promise."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=TARGETS)
    parser.add_argument("--page", action="store_true", help="write the page from the results there are")
    arguments = parser.parse_args()
    if arguments.page:
        page.write()
        return 0
    rows = []
    for name in arguments.only or [name for name in TARGETS if name not in ONLY_BY_NAME]:
        print(f"== {name}", flush=True)
        part = run(name)
        if part:
            page.keep({**page.results(), name: part})
        rows.append(
            {
                "benchmark": name,
                "result": part["headline"] if part else None,
                "seconds": part["seconds"] if part else None,
                "outcome": ("as promised" if not part["broken"] else "; ".join(part["broken"])) if part else "failed",
            }
        )
    print(f"\n{markdown(rows)}")
    page.write()
    return int(any(row["outcome"] != "as promised" for row in rows))


def run(name: str) -> dict[str, Any] | None:
    """What a benchmark measured, with when and where; None where it ended without."""
    environment, where = in_full(os.environ), machine()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, engine(environment, needed=name in ON_THE_ENGINE):
        kept = Path(folder) / "measurement.json"
        make(TARGETS[name], environment | {KEPT_IN: str(kept)})
        if not kept.exists():
            return None
        return {**where, "seconds": round(time.monotonic() - began), **json.loads(kept.read_text())}


def in_full(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what would make a benchmark smaller or another one."""
    return {name: value for name, value in environment.items() if name not in LEFT_OUT} | ENVIRONMENT


@contextmanager
def engine(environment: dict[str, str], *, needed: bool) -> Iterator[None]:
    """Have a local engine up meanwhile, where it is needed."""
    if not needed:
        yield
        return
    environment |= ENGINE
    try:
        make("up", environment)
        yield
    finally:
        make("down", environment)


def make(target: str, environment: dict[str, str]) -> None:
    """Make a target; one that fails has its own words."""
    subprocess.run(["make", "--no-print-directory", target], cwd=ROOT, env=environment, check=False)


def machine() -> dict[str, Any]:
    """When and where it is: figures of another machine, or of a busy one, are others."""
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "processor": processor(),
            "load_before": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
        },
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def processor() -> str:
    """The processor's name where the system has it, else its architecture."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
