"""`make bench-report`: the daily report of 50 accounts x 100 rules x 100 resources, beside the same from raw history.

The report runs whole: every account through the real adapters and botocore over HTTP, the merge, charts, page and
message. What answers the calls is a table made up as it is read (benchmarks/synthetic_table.py): pages of at most 1 MB
before projection, as DynamoDB cuts them, so items read and capacity are DynamoDB's own. Making them up takes processor
time on the same cores, which is in the duration and in none of the report's own processor time.
"""

from __future__ import annotations

import functools
import heapq
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.measurement import Measurement, finish
from benchmarks.report_dependencies import bench_dependencies
from benchmarks.synthetic_table import ACCOUNTS, EVENTS_A_DAY, LAST_DAY, PAIRS, served
from config_monitor.adapters import aws
from config_monitor.adapters.dynamodb.figures import DynamoDBFigures
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.report_rows import DynamoDBReportRows
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.domain.reports import ReportRun, period_of
from config_monitor.use_cases.aggregate_compliance import MergeDependencies, aggregate_account, merge_accounts
from config_monitor.use_cases.render_report import render_report

AT_A_TIME, ON_AWS = 2, 10
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
RAW_DAYS, RAW_SAMPLE = 90, 9
# Processor time of the longest of ten at once, with the end: what takes time on AWS besides is the table's latency.
LIMIT_SECONDS = 20


def measure() -> Measurement:
    """The figures; a promise is broken when the report takes longer than it may."""
    with served() as table:
        report = _whole_report(table.url)
        read = table.read()
        raw = _apart(_from_raw_history, table.url)
        raw_read = table.read()
    factor = RAW_DAYS / RAW_SAMPLE
    rows = [
        (
            f"duration, {AT_A_TIME} accounts at a time, s",
            round(report["seconds"], 1),
            round(raw["seconds"] * factor, 1),
        ),
        ("processor time, s", round(report["processor"], 1), round(raw["processor"] * factor, 1)),
        ("processor time of the made-up table, s", round(read.processor, 1), round(raw_read.processor * factor, 1)),
        (f"{ON_AWS} accounts at a time, no wait counted, s", round(report["unwaited"], 1), None),
        ("slowest account, s", round(report["slowest"], 2), None),
        ("merge, charts, page and message, s", round(report["end"], 2), None),
        ("items read", read.items, round(raw_read.items * factor)),
        ("pages", read.pages, round(raw_read.pages * factor)),
        ("read units", round(read.units), round(raw_read.units * factor)),
        ("memory at most, MB", round(report["memory"]), round(raw["memory"])),
    ]
    late = report["unwaited"] >= LIMIT_SECONDS
    return Measurement(
        f"{report['unwaited']:.1f} s with {ON_AWS} accounts at a time, no wait counted",
        {
            "accounts": len(ACCOUNTS),
            "pairs": len(ACCOUNTS) * PAIRS,
            "evaluations_a_day": EVENTS_A_DAY,
            "days": RAW_DAYS,
            "days_of_raw_history_read": RAW_SAMPLE,
            "at_most_seconds": LIMIT_SECONDS,
            "processor_seconds_an_account": round(report["processor"] / len(ACCOUNTS), 2),
        },
        {
            "report": [
                {"": name, "from pairs and kept days": ours, "from raw history": theirs} for name, ours, theirs in rows
            ]
        },
        [f"the report took {report['unwaited']:.0f} s without any wait"] * late,
    )


def _apart(work: Callable[[], dict[str, float]], url: str) -> dict[str, float]:
    """Run in a process of its own, so that its memory and its processor time are its own."""
    with _processes(1, url) as pool:
        figures: dict[str, float] = pool.apply(_measured, (work,))
        return figures


def _processes(number: int, url: str) -> Any:
    return multiprocessing.get_context("spawn").Pool(number, initializer=_reach, initargs=(url,))


def _reach(url: str) -> None:
    credentials = {"AWS_ACCESS_KEY_ID": "111111111111", "AWS_SECRET_ACCESS_KEY": "local"}
    os.environ |= {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "eu-central-1"} | credentials


def _measured(work: Callable[[], dict[str, float]]) -> dict[str, float]:
    before, processor = time.perf_counter(), time.process_time()
    figures = work()
    figures["seconds"] = time.perf_counter() - before
    figures["processor"] = time.process_time() - processor
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _run() -> ReportRun:
    period = period_of("daily", LAST_DAY.isoformat(), "UTC", NOW)
    return ReportRun(id="bench", period=period, scheduled=False)


def _table() -> Table:
    return Table(aws.client("dynamodb"), "events")


def _whole_report(url: str) -> dict[str, float]:
    """The machine's steps; of the accounts, two at a time, where Step Functions takes ten."""
    before = time.perf_counter()
    with _processes(AT_A_TIME, url) as pool:
        accounts = pool.apply(_accounts)
        each = pool.map(_measured_account, accounts, chunksize=1)
        last = pool.apply(_measured, (_end,))
    return {
        "seconds": time.perf_counter() - before,
        "processor": last["processor"] + sum(account["processor"] for account in each),
        "unwaited": _longest([account["processor"] for account in each]) + last["processor"],
        "slowest": max(account["seconds"] for account in each),
        "end": last["seconds"],
        "memory": max(part["memory"] for part in (last, *each)),
    }


def _longest(seconds: list[float]) -> float:
    """When the last of ten workers ends, each of which takes the next account once it is free."""
    workers = [0.0] * ON_AWS
    for each in seconds:
        heapq.heapreplace(workers, workers[0] + each)
    return max(workers)


def _accounts() -> list[str]:
    return DynamoDBFigures(_table()).accounts()


def _measured_account(account: str) -> dict[str, float]:
    return _measured(functools.partial(_account, account))


def _account(account: str) -> dict[str, float]:
    aggregate_account(_run(), account, DynamoDBFigures(_table()), DynamoDBReportRows(_table()), NOW)
    return {}


def _end() -> dict[str, float]:
    """The merge, the charts, the page and the message."""
    table, run = _table(), _run()
    store = DynamoDBFigures(table)
    merging = MergeDependencies(store, DynamoDBReportRows(table), DynamoDBTeamDays(table), {})
    merged = merge_accounts(run, store.accounts(), merging, NOW)
    counted = sum(summary.compliant + summary.non_compliant for summary in (merged.accounts or {}).values())
    assert (merged.missing, counted) == ([], len(ACCOUNTS) * PAIRS), (merged.missing, counted)
    render_report(run, store.accounts(), bench_dependencies(table), NOW)
    return {}


def _from_raw_history() -> dict[str, float]:
    """What a report over event rows has to do: read all of them, keep each pair's newest word, count."""
    newest: dict[tuple[Any, ...], tuple[str, str]] = {}
    client, start = aws.client("dynamodb"), None
    while start != {}:
        page = client.query(
            TableName="events",
            KeyConditionExpression="pk = :value",
            ExpressionAttributeValues={":value": {"S": "EVENT"}},
            **({"ExclusiveStartKey": start} if start else {}),
        )
        start = page.get("LastEvaluatedKey", {})
        for item in page["Items"]:
            row = from_item(item)
            key = (row["account"], row["region"], row["rule"], row["resource_type"], row["resource_id"])
            newest[key] = max(newest.get(key, ("", "")), (row["evaluated_at"], row["status"]))
    by_account: dict[str, list[int]] = {}
    for (account, *_), (_, status) in newest.items():
        by_account.setdefault(account, [0, 0])[status == "COMPLIANT"] += 1
    return {"accounts": len(json.dumps(by_account))}


if __name__ == "__main__":
    sys.exit(finish(measure()))
