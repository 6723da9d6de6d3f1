"""GET /events over 90 days of history, beside the same questions asked of one partition and filtered afterwards.

Usage: `make bench-query` (EVENTS=450000 by default; a smaller number tries it out). It installs dynalite, a DynamoDB
over LevelDB, below .local/, fills a table there as template.yaml describes it, unless an earlier run did, and asks the
Lambda's own handler: each single filter, each pair and the worst mix, first pages and later ones. The alternative is
one Query on the partition of all events with a filter expression, page after page until it has as many rows; it is
given up after `PATIENCE` seconds.
"""

import json
import os
import platform
import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from benchmarks.query_rows import ACCOUNTS, NOW, REGIONS, RULES, SOURCES, TYPES, Rows
from config_monitor import bootstrap
from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.items import serialize
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.queries import plan_events
from query_events.handler import handler
from query_events.parameters import EventParameters
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE, table_definition

ROOT = Path(__file__).parents[1]
DYNALITE = ROOT / ".local" / "dynalite"
LOADED = "loaded"
EVENTS = int(os.environ.get("EVENTS", "450000"))
QUESTIONS, REPEATED, LIMIT, PATIENCE = 40, 2, 50, 5.0
FILTERS = ("source", "account", "region", "status", "severity", "rule_name", "resource_type", "resource_id", "dates")
WORST = ("rule_name", "region", "severity", "resource_type", "dates")


class Counting:
    """A client that counts what its queries read and cost."""

    def __init__(self, client: Any) -> None:
        self._client, self.items, self.units, self.calls = client, 0, 0.0, 0

    def query(self, **request: Any) -> Any:
        """DynamoDB's Query."""
        answer = self._client.query(**request, ReturnConsumedCapacity="TOTAL")
        self.items += answer["ScannedCount"]
        self.units += answer["ConsumedCapacity"]["CapacityUnits"]
        self.calls += 1
        return answer

    def get_item(self, **request: Any) -> Any:
        """DynamoDB's GetItem."""
        self.calls += 1
        return self._client.get_item(**request)


@contextmanager
def dynalite(directory: Path) -> Iterator[Any]:
    """A client of a dynalite over a directory."""
    if not (DYNALITE / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", str(DYNALITE), "dynalite@4.0.0"], check=True)
    port = "4769"
    program = str(DYNALITE / "node_modules" / ".bin" / "dynalite")
    with subprocess.Popen([program, "--port", port, "--path", str(directory), "--createTableMs", "0"]) as server:
        try:
            yield botocore.session.Session().create_client(
                "dynamodb",
                region_name="us-east-1",
                endpoint_url=f"http://127.0.0.1:{port}",
                aws_access_key_id="x",
                aws_secret_access_key="x",
                config=Config(retries={"total_max_attempts": 8}, read_timeout=120),
            )
        finally:
            server.terminate()


def fill(client: Any) -> None:
    """Load the history."""
    begun = time.perf_counter()
    client.create_table(**table_definition())
    print(f"loading {EVENTS} events")
    batch: list[Any] = []
    for number, row in enumerate(Rows(EVENTS), start=1):
        batch.append({"PutRequest": {"Item": row}})
        if len(batch) == 25 or number == EVENTS:
            client.batch_write_item(RequestItems={TABLE: batch})
            batch = []
        if number % 50_000 == 0:
            print(f"  {number} events after {time.perf_counter() - begun:.0f} s", flush=True)


def chosen(names: tuple[str, ...], draw: random.Random) -> dict[str, str]:
    """Values for some filters, as an auditor might choose them."""
    since = NOW - draw.randrange(10, 80) * 86400
    values = {
        "source": draw.choice(SOURCES),
        "account": draw.choice(ACCOUNTS),
        "region": draw.choice(REGIONS),
        "status": draw.choice(["NON_COMPLIANT", "COMPLIANT"]),
        "severity": draw.choice(["low", "medium", "high", "critical"]),
        "rule_name": draw.choice(RULES),
        "resource_type": draw.choice(TYPES),
        "resource_id": f"resource-{draw.randrange(20_000):05d}",
    }
    dates = {"start_date": str(since), "end_date": str(since + 7 * 86400)}
    return {name: values[name] for name in names if name != "dates"} | (dates if "dates" in names else {})


def request(query: dict[str, str]) -> dict[str, Any]:
    """A proxy event for GET /events."""
    return {
        "resource": "/events",
        "path": "/events",
        "httpMethod": "GET",
        "headers": {"Accept": "application/json"},
        "multiValueHeaders": {"Accept": ["application/json"]},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()},
        "requestContext": {"stage": "v1", "requestId": "x", "path": "/v1/events"},
        "body": None,
    }


def ours(client: Any, names: tuple[str, ...]) -> dict[str, float]:
    """Ask the handler; every other question is a later page."""
    counting = Counting(client)
    bootstrap.history = lambda: DynamoDBHistory(Table(counting, TABLE))  # type: ignore[assignment,arg-type] # as it is used
    bootstrap.rules = lambda: DynamoDBRules(Table(counting, TABLE))  # type: ignore[assignment,arg-type] # as above
    bootstrap.cursor_key = lambda: b"a key of benchmarks"  # type: ignore[assignment] # as above
    draw = random.Random(" ".join(names))
    taken, returned, partial = list[float](), 0, 0
    while len(taken) < QUESTIONS:
        query: dict[str, str] = {**chosen(names, draw), "limit": str(LIMIT)}
        for _ in range(2):
            begun = time.perf_counter()
            answer = handler(request(query), LambdaContext())
            taken.append(1000 * (time.perf_counter() - begun))
            body = json.loads(answer["body"])
            assert answer["statusCode"] == 200, body
            returned += len(body["items"])
            partial += bool(body["cursor"]) and len(body["items"]) < LIMIT
            if not body["cursor"]:
                break
            query["cursor"] = body["cursor"]
    return figures(taken, counting, returned) | {"partial": partial / len(taken)}


def theirs(client: Any, names: tuple[str, ...]) -> dict[str, float]:
    """The partition of all events, filtered afterwards, until there are as many rows."""
    counting, draw = Counting(client), random.Random(" ".join(names))
    taken, returned, given_up = list[float](), 0, 0
    for _ in range(REPEATED):
        query = EventParameters.model_validate(chosen(names, draw))
        begun = time.perf_counter()
        matching = one_partition(counting, query, begun + PATIENCE)
        taken.append(1000 * (time.perf_counter() - begun))
        returned += min(matching, LIMIT)
        given_up += taken[-1] > 1000 * PATIENCE
    return figures(taken, counting, returned) | {"given_up": given_up / REPEATED}


def one_partition(counting: Counting, query: EventParameters, deadline: float) -> int:
    """How many rows were found, reading newest first."""
    plan = plan_events(query)
    filters = {**plan.key, **plan.filters}
    names = {f"#{name}": name for name in filters}
    parameters: dict[str, Any] = {
        "TableName": TABLE,
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
        "ScanIndexForward": False,
        "ExpressionAttributeValues": {
            ":pk": {"S": "EVENT"},
            ":low": {"S": f"EVENT#{query.start_date or 0}"},
            ":high": {"S": f"EVENT#{query.end_date or 9999999999}"},
        }
        | {f":{name}": serialize(value) for name, value in filters.items()},
    }
    if filters:
        parameters["FilterExpression"] = " AND ".join(f"#{name} = :{name}" for name in filters)
        parameters["ExpressionAttributeNames"] = names
    matching = 0
    while matching < LIMIT and time.perf_counter() < deadline:
        answer = counting.query(**parameters)
        matching += len(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            break
        parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
    return matching


def figures(taken: list[float], counting: Counting, returned: int) -> dict[str, float]:
    """Percentiles in milliseconds, items read per item returned, capacity units and queries per request."""
    ordered = sorted(taken)
    at = [ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] for share in (0.5, 0.95, 0.99)]
    return {
        "p50": at[0],
        "p95": at[1],
        "p99": at[2],
        "read": counting.items / max(returned, 1),
        "units": counting.units / len(taken),
        "returned": returned / len(taken),
    }


def main() -> None:
    """Fill, ask, print a table in Markdown and keep the raw figures."""
    questions = [(name,) for name in FILTERS] + [*combinations(FILTERS, 2), WORST]
    data = DYNALITE / f"events-{EVENTS}"
    data.mkdir(parents=True, exist_ok=True)
    with dynalite(data) as client:
        time.sleep(2)
        if not (data / LOADED).exists():
            fill(client)
            (data / LOADED).touch()
        rows: list[dict[str, Any]] = []
        for names in questions:
            rows.append({"question": names, "ours": ours(client, names), "theirs": theirs(client, names)})
            print(line(rows[-1]), flush=True)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, dynalite 4.0.0"
    slowest = max(rows, key=lambda row: row["ours"]["p95"])
    print(f"{machine}; worst p95 {slowest['ours']['p95']:.0f} ms: {slowest['question']}")
    print(f"median of p50: {statistics.median(row['ours']['p50'] for row in rows):.0f} ms")
    figures = data / "figures.json"
    figures.write_text(json.dumps({"events": EVENTS, "machine": machine, "rows": rows}, indent=1) + "\n")
    print(f"raw figures: {figures.relative_to(ROOT)}")


def line(row: dict[str, Any]) -> str:
    """One question as a row of a table."""
    a, b = row["ours"], row["theirs"]
    theirs_p50 = f"> {1000 * PATIENCE:.0f}" if b["given_up"] > 0.5 else f"{b['p50']:.0f}"
    shown = [f"{a['p50']:.0f}", f"{a['p95']:.0f}", f"{a['p99']:.0f}", f"{a['read']:.2f}", f"{a['units']:.1f}"]
    beside = [theirs_p50, f"{b['read']:.0f}", f"{b['units']:.0f}"]
    return f"| {' + '.join(row['question'])} | {' | '.join([*shown, *beside])} |"


if __name__ == "__main__":
    main()
