"""Faults at will over the table in memory: repeated deliveries, killed callers, throttled calls, patient machines."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ministack.services.stepfunctions import _apply_jsonata_template

from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import counters_item, violation_from
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.compliance import Persisted, counted_in, counters_key
from config_monitor.domain.events import format_instant
from config_monitor.domain.policy import Classified
from config_monitor.errors import StorageBusy
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NC, C, evaluated, removed
from simulation.memory_table import TABLE, Faulty, MemoryTable, error

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 24, tzinfo=UTC)
# How long process_event, as a Standard workflow, waits for a busy service, in seconds (statemachines/retries.yaml).
WAITED_OUT = 3600
# Attributes that depend on what was known when something was notified, and so on the order of events.
WHAT_WAS_NOTIFIED = frozenset(
    (
        "version",
        "alert",
        "alert_channel",
        "notified_severity",
        "notified_statuses",
        "not_notified_because",
        "deadline_from",
    )
)


def persist(event: Classified, table: Any) -> Persisted:
    return persist_event(event, DynamoDBLedger(Table(table, TABLE)), NOW, lambda _: None)


def of_kind(table: MemoryTable, kind: str) -> list[dict[str, Any]]:
    return [from_item(item) for (pk, _), item in sorted(table.items.items()) if pk.partition("#")[0] == kind]


def recount(table: MemoryTable) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for (pk, _), item in table.items.items():
        if pk.startswith("VIOLATION#"):
            violation = violation_from(from_item(item))
            if name := counted_in(violation):
                counts.setdefault(counters_item("COUNTERS", counters_key(violation.key)).sk, Counter())[name] += 1
    return counts


def counters_of(table: MemoryTable) -> dict[str, Counter[str]]:
    """The stored counts, without those that have come down to nothing."""
    rows = {
        row["sk"]: {n: v for n, v in row.items() if n not in ("pk", "sk") and v} for row in of_kind(table, "COUNTERS")
    }
    return {key: Counter(counts) for key, counts in rows.items() if counts}


def histories(pairs: int) -> list[list[Classified]]:
    """Five transitions for each of some resources, every other one ending compliant."""
    return [
        [
            evaluated(C if (hour + pair) % 2 else NC, hour, NC if (hour + pair) % 2 else C, resource=f"vol-{pair:05}")
            for hour in range(1, 6)
        ]
        for pair in range(pairs)
    ]


class Killed(BaseException):
    """The process ends here: nothing of the caller may run on."""


def killed_after(call: int) -> Callable[[str], None]:
    """Ends the caller after the given call, counted from 1, has had its effect."""
    calls = 0

    def after(_: str) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed

    return after


def redelivered_after_kills(scene: list[Classified]) -> Iterator[tuple[int, MemoryTable, MemoryTable]]:
    """A scene whose last delivery is killed after its first, second, ... call to the table and then repeated.

    Yields the call's number, the table then, and the table after the scene without a kill; ends when no call is left.
    """
    *earlier, last = scene
    undisturbed = MemoryTable()
    for event in scene:
        persist(event, undisturbed)
    for call in range(1, 200):
        table = MemoryTable()
        for event in earlier:
            persist(event, table)
        try:
            persist(last, Faulty(table, after=killed_after(call)))
        except Killed:
            persist(last, table)
            yield call, table, undisturbed
        else:
            return


@cache
def machine_attempts() -> int:
    """How often process_event, as a Standard workflow, runs PersistEvent at least while the table is busy."""
    text = (ROOT / "statemachines" / "process_event.asl.json").read_text()
    longest = text.replace("$random()", "1").replace("${ProcessEventType}", "STANDARD")
    pause = json.loads(longest)["States"]["WaitToRetry"]["Seconds"]
    attempts, seconds = 1, 0.0
    while seconds < WAITED_OUT:
        times = {"State": {"EnteredTime": _moment(seconds)}, "Execution": {"StartTime": _moment(0)}}
        seconds += _apply_jsonata_template(pause, None, {**times, "variables": {"failed": {"patience": WAITED_OUT}}})
        attempts += seconds < WAITED_OUT
    return attempts


def _moment(seconds: float) -> str:
    return format_instant(datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=seconds))


def throttled(share: float, draw: random.Random, botocore_attempts: int = 6) -> Callable[[str], None]:
    """Each call is throttled with this chance at each of botocore's own attempts."""
    codes = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"]

    def before(name: str) -> None:
        if all(draw.random() < share for _ in range(botocore_attempts)):
            raise error(draw.choice(codes), name)

    return before


def run_machine(events: list[Classified], table: Any, dead: list[Classified]) -> int:
    """Each event through PersistEvent as the machine retries it, or onto the dead-letter queue; attempts in all."""
    attempts = 0
    for event in events:
        for _ in range(machine_attempts()):
            attempts += 1
            try:
                persist(event, table)
                break
            except StorageBusy:
                continue
        else:
            dead.append(event)
    return attempts


# Events of which the last is the one that is disturbed.
SCENES: dict[str, list[Classified]] = {
    "a first evaluation": [evaluated(NC, 1)],
    "a resolution": [evaluated(NC, 1), evaluated(C, 2, NC)],
    "a late arrival": [evaluated(C, 3), evaluated(NC, 1)],
    "an event that is no violation": [
        evaluated(NC, 1).model_copy(
            update={"event": evaluated(NC, 1).event.model_copy(update={"evaluation": None, "source": "aws.health"})}
        )
    ],
    "a resource with 35 violations that is deleted": [
        *(evaluated(NC, 1, rule=f"rule-{n:02}", rule_name=f"rule-{n:02}") for n in range(35)),
        removed(2),
    ],
}
