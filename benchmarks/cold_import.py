"""Cold import of each event handler and of the one that answers Slack, beside all that they could import.

Usage: `make build`, then `make bench-imports`. What was built is imported, with its bytecode and without. *Everything*
is boto3, Pydantic, all of Powertools with the Tracer, and Jinja2, in the same run. Each import is a fresh process that
ends without taking down what it made, as in Lambda; rounds alternate, so noise hits all alike. Processor time counts,
the least of all rounds without the interpreter's own start: what else the machine does changes it least. *Ready* adds
what the first call makes, its clients above all.
"""

import compileall
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path

from benchmarks.measurement import Measurement, finish

# The functions have one folder of code, so that what is built of one is built of each.
BUILT = Path(__file__).parents[1] / ".aws-sam" / "build" / "ParseEventFunction"
NOT_BUILT = ("aws_xray_sdk", "boto3", "s3transfer", "wrapt")
"""What *everything* needs besides, which is in no function."""
RUNS = 9
WAYS = ("with bytecode", "without")
EVERYTHING = """
import boto3, jinja2, pydantic
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities import batch, idempotency, parameters, parser
"""
CLIENT = "boto3.client('dynamodb')"
PORTS = {
    "parse_event": ("event_reader",),
    "classify_event": ("policies", "catalogue", "resources", "overrides", "rules"),
    "persist_event": ("ledger",),
    "notify_slack": ("alert_sender",),
    "receive_interaction": ("slack_receiver", "receive_dependencies"),
}
ENVIRONMENT = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "EVENTS_TABLE_NAME": "events",
    "DEFAULT_CHANNEL": "alerts",
    "ALERT_THRESHOLD": "high",
    "SLACK_SECRET_ARN": "slack",
    "SLACK_API_URL": "https://slack.com/api/",
    "ACT_ON_ALERT_ARN": "arn:aws:states:us-east-1:111122223333:stateMachine:act-on-alert",
}


def milliseconds(program: str, folder: Path) -> float:
    """The processor time of a program in a fresh interpreter that reaches a folder and the standard library alone."""
    before = _processor_seconds()
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(folder)}
    subprocess.run([sys.executable, "-S", "-c", f"{program}\nimport os; os._exit(0)"], check=True, env=environment)
    return 1000 * (_processor_seconds() - before)


def _processor_seconds() -> float:
    """What all processes that this one waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copied(folder: Path) -> dict[str, Path]:
    """What was built and what *everything* needs besides, with bytecode and without."""
    packages = Path(str(distribution("aws-xray-sdk").locate_file("")))
    bytecode = {WAYS[0]: None, WAYS[1]: shutil.ignore_patterns("__pycache__")}
    for way, ignored in bytecode.items():
        shutil.copytree(BUILT, folder / way, ignore=ignored)
        for name in NOT_BUILT:
            shutil.copytree(packages / name, folder / way / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NOT_BUILT:
        compileall.compile_dir(folder / WAYS[0] / name, quiet=1)
    return {way: folder / way for way in WAYS}


def programs() -> dict[str, str]:
    """What is run, by its name."""
    named = {"interpreter": "pass", "everything": EVERYTHING, "everything, ready": f"{EVERYTHING}\n{CLIENT}"}
    for handler, ports in PORTS.items():
        named[handler] = f"import {handler}.handler"
        made = "".join(f"\nbootstrap.{port}()" for port in ports)
        named[f"{handler}, ready"] = f"{named[handler]}\nfrom config_monitor import bootstrap{made}"
    return named


def measure() -> Measurement:
    """Measure each program in alternating rounds."""
    if not BUILT.exists():
        sys.exit("imports: nothing is built yet: make build, then run it again")
    taken: dict[tuple[str, str], list[float]] = {(way, name): [] for way in WAYS for name in programs()}
    with tempfile.TemporaryDirectory() as temporary:
        folders = copied(Path(temporary))
        for run in range(RUNS):
            print(f"round {run + 1} of {RUNS}", end="\r", file=sys.stderr)
            for way, name in taken:
                taken[way, name].append(milliseconds(programs()[name], folders[way]))
    least = {key: min(times) for key, times in taken.items()}
    cost = {(way, name): least[way, name] - least[way, "interpreter"] for way, name in taken}
    tables = {
        way: [
            {
                "": name,
                "import, ms": round(cost[way, name]),
                "of everything": f"{cost[way, name] / cost[way, 'everything']:.0%}",
                "ready for its first call, ms": round(cost[way, f"{name}, ready"]),
                "of everything, ready": f"{cost[way, f'{name}, ready'] / cost[way, 'everything, ready']:.0%}",
            }
            for name in ("everything", *PORTS)
        ]
        for way in WAYS
    }
    ours = {name: cost[WAYS[0], name] for name in PORTS}
    slowest = max(ours, key=lambda name: ours[name])
    return Measurement(
        f"{ours[slowest]:.0f} ms to import {slowest}, the slowest; {cost[WAYS[0], 'everything']:.0f} ms everything",
        {"processes": RUNS},
        {"with_bytecode": tables[WAYS[0]], "without_bytecode": tables[WAYS[1]]},
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
