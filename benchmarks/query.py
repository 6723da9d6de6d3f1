"""GET /events over 90 days of history, beside the same questions asked of one partition and filtered afterwards.

Usage: `make bench-query` (EVENTS=450000 by default; a smaller number tries it out). The Lambda's own handler is asked
each single filter, each pair and the worst mix, first pages and later ones; DynamoDB is played over HTTP by a process
of its own (benchmarks/history_table.py). The alternative is one Query on the partition of all events with a filter
expression, page after page until it has as many rows; it is given up after `PATIENCE` seconds.
"""

import json
import os
import random
import sys
import time
from itertools import combinations
from typing import Any

import botocore.session
from botocore.config import Config

from benchmarks.history_table import HistoryTable
from benchmarks.measurement import Measurement, Row, finish
from benchmarks.query_rows import ACCOUNTS, NOW, REGIONS, RULES, SEED, SOURCES, TYPES, Rows
from benchmarks.table_server import Answer, served
from config_monitor import bootstrap
from config_monitor.adapters.dynamodb.history import DynamoDBHistory
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.rules import DynamoDBRules
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.queries import plan_events
from query_events.handler import handler
from query_events.parameters import EventParameters
from simulation.lambda_context import LambdaContext
from simulation.table_definition import TABLE

_NUMBER = os.environ.get("EVENTS") or "450000"
if not _NUMBER.isdecimal() or int(_NUMBER) < 1:
    raise SystemExit(f"bench-query: EVENTS is {_NUMBER!r}; it must be a number of events, such as 4000.")
EVENTS = int(_NUMBER)
QUESTIONS, REPEATED, LIMIT, PATIENCE = 40, 2, 50, 3.0
FILTERS = ("source", "account", "region", "status", "severity", "rule_name", "resource_type", "resource_id", "dates")
SINGLE_MS, MIX_MS = 50, 100
"""What p95 is to stay below."""
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


def calls(events: int) -> dict[str, Answer]:
    """The calls of a table with so many events; no rule has a name of its own."""
    return {"Query": HistoryTable(Rows(events)).query, "GetItem": lambda _: b"{}"}


def client_of(url: str) -> Any:
    """A client of what answers at an address."""
    return botocore.session.Session().create_client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )


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
    low, high = f"EVENT#{query.start_date or 0}", f"EVENT#{query.end_date or 9999999999}"
    partition = Query("EVENT", low=low, high=high, filters={**plan.key, **plan.filters}, ascending=False)
    parameters: dict[str, Any] = {"TableName": TABLE, **partition.request}
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
        "calls": counting.calls / len(taken),
        "returned": returned / len(taken),
    }


def measure() -> Measurement:
    """Fill, ask each question, and say which took longer than it may."""
    questions = [(name,) for name in FILTERS] + [*combinations(FILTERS, 2), WORST]
    begun = time.perf_counter()
    with served(calls, EVENTS) as url:
        filled = round(time.perf_counter() - begun)
        print(f"{EVENTS:,} events made up after {filled} s", file=sys.stderr)
        client = client_of(url)
        ours(client, FILTERS[:1])  # what a first request imports is in the benchmark of imports
        rows = [row(names, ours(client, names), theirs(client, names)) for names in questions]
    slowest = max(rows, key=lambda each: each["p95, ms"])
    single = max(each["p95, ms"] for each in rows[: len(FILTERS)])
    late = [each["question"] for each in rows if each["p95, ms"] >= MIX_MS]
    late += [each["question"] for each in rows[: len(FILTERS)] if each["p95, ms"] >= SINGLE_MS]
    return Measurement(
        f"p95 {single} ms for a single filter, {slowest['p95, ms']} ms for {slowest['question']}",
        {
            "events": EVENTS,
            "seed": SEED,
            "limit": LIMIT,
            "seconds_to_fill": filled,
            "patience_seconds": PATIENCE,
            "worst_p95_of_a_single_filter_ms": single,
            "worst_p95_ms": slowest["p95, ms"],
            "worst": slowest["question"],
            "most_units": max(each["units"] for each in rows),
            "most_units_of_the_partition": max(each["units of it"] for each in rows),
            "single_at_most_ms": SINGLE_MS,
            "mix_at_most_ms": MIX_MS,
        },
        {"questions": rows},
        [f"slower than it may be: {', '.join(late)}"] * bool(late),
    )


def row(names: tuple[str, ...], ours: dict[str, float], theirs: dict[str, float]) -> Row:
    """One question as a row of the table; what was read counts for each item returned."""
    given_up = theirs["given_up"] > 0.5
    made = {
        "question": " + ".join(names),
        "p50, ms": round(ours["p50"], 1),
        "p95, ms": round(ours["p95"], 1),
        "p99, ms": round(ours["p99"], 1),
        "returned": round(ours["returned"], 1),
        "read": round(ours["read"], 2),
        "units": round(ours["units"], 1),
        "calls": round(ours["calls"], 1),
        "partition, ms": f"> {1000 * PATIENCE:,.0f}" if given_up else f"{theirs['p50']:,.0f}",
        "read of it": round(theirs["read"]),
        "units of it": round(theirs["units"]),
        "calls of it": round(theirs["calls"]),
    }
    print(made, file=sys.stderr)
    return made


if __name__ == "__main__":
    sys.exit(finish(measure()))
