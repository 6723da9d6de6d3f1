"""Cold import of each event handler and of the one that answers Slack, beside all that they could import.

Usage: `make bench-imports`. *Everything* is boto3, Pydantic, all of Powertools and Jinja2, in the same run. Each import
is a fresh process; rounds alternate, so noise hits all alike; the interpreter's own start is taken off. *Ready* adds
the clients that the first call makes.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measurement import Measurement, finish

ROOT = Path(__file__).parent.parent
RUNS = 15
EVERYTHING = """
import boto3, jinja2, pydantic
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities import batch, idempotency, parameters, parser
"""
CLIENT = "boto3.client('dynamodb')"
PORTS = {
    "parse_event": ("event_reader",),
    "classify_event": ("policies", "catalogue"),
    "persist_event": ("ledger",),
    "notify_slack": (),
    "receive_interaction": ("slack_receiver", "receive_dependencies"),
}
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT / "functions"),
    "AWS_DEFAULT_REGION": "us-east-1",
    "EVENTS_TABLE_NAME": "events",
    "DEFAULT_CHANNEL": "alerts",
    "ALERT_THRESHOLD": "high",
    "SLACK_SECRET_ARN": "slack",
    "SLACK_API_URL": "https://slack.com/api/",
    "ACT_ON_ALERT_ARN": "arn:aws:states:us-east-1:111122223333:stateMachine:act-on-alert",
}


def milliseconds(program: str) -> float:
    """How long a fresh interpreter takes for a program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **ENVIRONMENT})
    return 1000 * (time.perf_counter() - start)


def measure() -> Measurement:
    """Measure each program in alternating rounds."""
    programs = {"interpreter": "pass", "everything": EVERYTHING, "everything, ready": f"{EVERYTHING}\n{CLIENT}"}
    for handler, ports in PORTS.items():
        programs[handler] = f"import {handler}.handler"
        made = "".join(f"\nbootstrap.{port}()" for port in ports)
        programs[f"{handler}, ready"] = f"{programs[handler]}\nfrom config_monitor import bootstrap{made}"
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for run in range(RUNS):
        print(f"round {run + 1} of {RUNS}", end="\r", file=sys.stderr)
        for name, program in programs.items():
            taken[name].append(milliseconds(program))
    cost = {name: statistics.median(times) - statistics.median(taken["interpreter"]) for name, times in taken.items()}
    rows = [
        {
            "": name,
            "import, ms": round(cost[name]),
            "of everything": f"{cost[name] / cost['everything']:.0%}",
            "ready for its first call, ms": round(cost[f"{name}, ready"]),
            "of everything, ready": f"{cost[f'{name}, ready'] / cost['everything, ready']:.0%}",
        }
        for name in ("everything", *PORTS)
    ]
    slowest = max(PORTS, key=lambda name: cost[name])
    return Measurement(
        f"{cost[slowest]:.0f} ms to import {slowest}, the slowest; {cost['everything']:.0f} ms everything",
        {"processes": RUNS},
        {"imports": rows},
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
