"""Cold import of each event handler beside boto3, Pydantic, all of Powertools and Jinja2, in the same run.

Usage: `make bench-imports`. Each import is a fresh process, with the ports its first call makes; rounds alternate, so
that noise hits all alike. The interpreter's own start is measured too and taken off.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 15
EVERYTHING = """
import boto3, jinja2, pydantic
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities import batch, idempotency, parameters, parser
boto3.client("dynamodb")
"""
PORTS = {
    "parse_event": ("event_reader",),
    "classify_event": ("policies", "catalogue"),
    "persist_event": ("ledger",),
    "notify_slack": (),
}
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT / "functions"),
    "AWS_DEFAULT_REGION": "us-east-1",
    "EVENTS_TABLE_NAME": "events",
    "DEFAULT_CHANNEL": "alerts",
    "ALERT_THRESHOLD": "high",
}


def milliseconds(program: str) -> float:
    """How long a fresh interpreter takes for a program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **ENVIRONMENT})
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print the table."""
    programs = {"interpreter alone": "pass", "boto3 + Pydantic + Powertools + Jinja2": EVERYTHING}
    for handler, ports in PORTS.items():
        made = "".join(f"\nbootstrap.{port}()" for port in ports)
        programs[handler] = f"import {handler}.handler\nfrom config_monitor import bootstrap{made}"
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for run in range(RUNS):
        print(f"round {run + 1} of {RUNS}", end="\r", file=sys.stderr)
        for name, program in programs.items():
            taken[name].append(milliseconds(program))
    floor = statistics.median(taken["interpreter alone"])
    all_of_it = statistics.median(taken["boto3 + Pydantic + Powertools + Jinja2"]) - floor
    print("| import | median ms | least ms | of everything |\n|---|---|---|---|")
    for name, times in taken.items():
        own = statistics.median(times) - floor
        print(f"| {name} | {own:.0f} | {min(times) - floor:.0f} | {100 * own / all_of_it:.0f} % |")


if __name__ == "__main__":
    main()
