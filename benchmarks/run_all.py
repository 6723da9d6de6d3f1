"""Every benchmark one after the other: one table, and all that they print as docs/benchmarks.json.

Usage: `make bench` (ONLY='burst imports' for some; nothing is written then). Those of the local engine need `make up`.
What a figure means, and how it was taken, stands in docs/benchmarks.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "docs" / "benchmarks.json"
BENCHMARKS: dict[str, str] = {
    "imports": "cold_import",
    "burst": "burst",
    "forgeries": "forged_requests",
    "notifications": "notifications",
    "faults": "faults",
    "report": "report",
    "query": "query",
    "interactions": "interactions",
}
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "ERROR",
}
LIBRARIES = ("aws-lambda-powertools", "botocore", "pydantic", "jinja2", "ministack")


def main() -> int:
    """Run them, print the table and write what they printed; the status is 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS)
    only = parser.parse_args().only
    results = [run(name) for name in only or BENCHMARKS]
    print("\n| benchmark | seconds | outcome |\n|---|--:|---|")
    for result in results:
        print(f"| {result['benchmark']} | {result['seconds']} | {'done' if result['status'] == 0 else 'failed'} |")
    if not only:
        RESULTS.write_text(json.dumps({**machine(), "results": results}, indent=1, ensure_ascii=False) + "\n")
    return int(any(result["status"] for result in results))


def run(name: str) -> dict[str, Any]:
    """Run one benchmark as its own target does; what it printed, line by line."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{BENCHMARKS[name]}"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, text=True
    ) as running:
        lines = []
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    seconds = round(time.monotonic() - began)
    return {"benchmark": name, "seconds": seconds, "status": running.returncode, "lines": lines}


def machine() -> dict[str, Any]:
    """When and where it was: figures of another machine are others."""
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


if __name__ == "__main__":
    raise SystemExit(main())
