"""50,000 events within a minute, and outages of hours, under AWS's quotas: drain time, retries, queue and cost.

Usage: `make bench-burst`. Simulated time and a fixed seed, so the figures depend on the code and the quotas alone; the
patience is read from statemachines/retries.yaml, prices from scripts/prices.yaml.
"""

from __future__ import annotations

import sys

from benchmarks.measurement import Measurement, Row, finish
from scripts.cost_model import PRICE, path
from simulation.burst import Hub, Outcome, Type, quotas_of

EVENTS, SECONDS = 50_000, 60
CONCURRENCY = (10, 100, 1000)
KINDS: tuple[Type, ...] = ("STANDARD", "EXPRESS")
HOURS_AWAY = (1, 6, 24, 72)


def flood(kind: Type, concurrency: int) -> Outcome:
    """What comes of so many events within a minute."""
    return Hub(kind, quotas_of(kind, concurrency)).run(n * SECONDS / EVENTS for n in range(EVENTS))


def outage(kind: Type, hours: float) -> Outcome:
    """What comes of an event a minute while the table answers nobody for some hours; Lambda runs ten calls at once."""
    return Hub(kind, quotas_of(kind, 10), away=(0, hours * 3600)).run(n * 60.0 for n in range(int(hours * 60)))


def cost(kind: Type, outcome: Outcome) -> float:
    """USD for workflows and functions; what is written costs the same however long it takes."""
    functions = (outcome.calls - outcome.calls_refused) * PRICE["lambda_request"]
    functions += outcome.call_seconds * 0.5 * PRICE["lambda_gb_second"]
    if kind == "EXPRESS":
        duration = outcome.execution_seconds * 0.0625 * PRICE["express_gb_second"]
        return float(functions + outcome.executions * PRICE["express_request"] + duration)
    entered = outcome.executions * len(path("process_event", "NotNotified")) + 3 * (outcome.retries + outcome.queued)
    return float(functions + entered * PRICE["standard_transition"])


def floods() -> tuple[list[Row], int]:
    """A row for each type and number of calls at once; how many events were left."""
    rows, left = [], 0
    for kind in KINDS:
        for concurrency in CONCURRENCY:
            made = flood(kind, concurrency)
            left += made.left
            rows.append(
                {
                    "type": kind.title(),
                    "calls at once": concurrency,
                    "half stored, min": round(sorted(made.stored_at)[EVENTS // 2] / 60, 1),
                    "all stored, min": round(max(made.stored_at) / 60, 1),
                    "starts refused": made.starts_refused,
                    "retries an event": round(made.retries / EVENTS, 1),
                    "most on the queue": made.most_on_queue,
                    "USD": round(cost(kind, made), 2),
                }
            )
    return rows, left


def outages() -> tuple[list[Row], int]:
    """A row for each type and length of an outage; how many events were left to a person."""
    rows, left = [], 0
    for kind in KINDS:
        for hours in HOURS_AWAY:
            made = outage(kind, hours)
            left += made.left
            rows.append(
                {
                    "type": kind.title(),
                    "hours away": hours,
                    "events": hours * 60,
                    "sent to the queue": made.queued,
                    "all stored, min after its end": round((max(made.stored_at) - hours * 3600) / 60),
                    "left to a person": made.left,
                }
            )
    return rows, left


def measure() -> Measurement:
    """Both tables."""
    (flooded, left), (away, left_to_people) = floods(), outages()
    express = max(row["all stored, min"] for row in flooded if row["type"] == "Express")
    return Measurement(
        f"all of {EVENTS:,} events stored after {express} min at most (Express)",
        {"events": EVENTS, "seconds": SECONDS},
        {"flood": flooded, "outages": away},
        [f"{left:,} events of a flood were not stored"] * bool(left)
        + [f"{left_to_people:,} events of an outage were left to a person"] * bool(left_to_people),
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
