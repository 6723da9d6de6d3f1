"""Faults at will over the table in memory: repeated deliveries, killed callers, throttled calls, patient machines."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from config_monitor.adapters.dynamodb.incident_rows import INCIDENT_COUNTERS, incident_from
from config_monitor.adapters.dynamodb.items import from_item
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.rows import COUNTERS, counters_item, violation_from
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain import incidents
from config_monitor.domain.compliance import Persisted, counted_in, counters_key
from config_monitor.domain.policy import Classified
from config_monitor.errors import StorageBusy
from config_monitor.use_cases.persist_event import persist_event
from simulation.evaluations import NC, C, evaluated, removed
from simulation.invocation import Killed
from simulation.limited_table import LimitedTable, error
from simulation.machine_walk import TaskFailed, definition, walk
from simulation.table_definition import TABLE
from simulation.troubled_table import ATTEMPTS
from tests.support.template import ROOT

NOW = datetime(2026, 11, 24, tzinfo=UTC)
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


def of_kind(table: LimitedTable, kind: str) -> list[dict[str, Any]]:
    return [from_item(item) for (pk, _), item in sorted(table.items.items()) if pk.partition("#")[0] == kind]


def recount(table: LimitedTable) -> dict[str, Counter[str]]:
    """What the counters of violations and incidents have to be, by counting these."""
    counts: dict[str, Counter[str]] = {}
    for violation in map(violation_from, of_kind(table, "VIOLATION")):
        if name := counted_in(violation):
            counts.setdefault(counters_item(COUNTERS, counters_key(violation.key)).sk, Counter())[name] += 1
    for incident in map(incident_from, of_kind(table, "INCIDENT")):
        if name := incidents.counted_in(incident):
            key = counters_item(INCIDENT_COUNTERS, incidents.counters_key(incident.key))
            counts.setdefault(key.sk, Counter())[name] += 1
    return counts


def counters_of(table: LimitedTable) -> dict[str, Counter[str]]:
    """The stored counts, without those that have come down to nothing."""
    kept = [*of_kind(table, COUNTERS), *of_kind(table, INCIDENT_COUNTERS)]
    rows = {row["sk"]: {n: v for n, v in row.items() if n not in ("pk", "sk") and v} for row in kept}
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


class Faulty:
    """A port or client whose every call first asks whether it may go on, and then whether its caller lives on."""

    def __init__(
        self, inner: Any, before: Callable[[str], None] = lambda _: None, after: Callable[[str], None] = lambda _: None
    ) -> None:
        self._inner, self._before, self._after = inner, before, after

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._inner, name)
        if not callable(inner):
            return inner

        def call(*arguments: Any, **named: Any) -> Any:
            self._before(name)
            answer = inner(*arguments, **named)
            self._after(name)
            return answer

        return call


def killed_after(call: int) -> Callable[[str], None]:
    """Ends the caller after the given call, counted from 1, has had its effect."""
    calls = 0

    def after(_: str) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed

    return after


def redelivered_after_kills(scene: list[Classified]) -> Iterator[tuple[int, LimitedTable, LimitedTable]]:
    """A scene whose last delivery is killed after its first, second, ... call to the table and then repeated.

    Yields the call's number, the table then, and the table after the scene without a kill; ends when no call is left.
    """
    *earlier, last = scene
    undisturbed = LimitedTable()
    for event in scene:
        persist(event, undisturbed)
    for call in range(1, 200):
        table = LimitedTable()
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
    machine = json.dumps(definition(ROOT / "statemachines" / "process_event.asl.json", ProcessEventType="STANDARD"))

    def tasks(name: str, _arguments: Any) -> Any:
        if name == "PersistEvent":
            raise TaskFailed("StorageBusy")
        return {"Payload": {"outcome": "parsed", "event": {}}}

    longest_pauses = json.loads(machine.replace("$random()", "1"))
    return walk(longest_pauses, {}, tasks).visited.count("PersistEvent")


def throttled(share: float, draw: random.Random) -> Callable[[str], None]:
    """Each call is throttled with this chance at each of botocore's own attempts."""
    codes = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"]

    def before(name: str) -> None:
        if all(draw.random() < share for _ in range(ATTEMPTS)):
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
