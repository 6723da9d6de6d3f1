"""50,000 events within a minute, and outages of hours, under AWS's quotas: drain time, retries, queue and cost.

Usage: `make bench-burst`. Simulated time and a fixed seed, so the figures depend on the code and the quotas alone; the
patience is read from statemachines/retries.yaml, prices from scripts/prices.yaml.
"""

from __future__ import annotations

import sys

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


def main() -> int:
    """Print both tables."""
    print(f"{EVENTS:,} events within {SECONDS} seconds\n")
    print(
        "| type | calls at once | half stored | all stored | starts refused | retries an event | on the queue | USD |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for kind in KINDS:
        for concurrency in CONCURRENCY:
            made = flood(kind, concurrency)
            half, last = sorted(made.stored_at)[EVENTS // 2], max(made.stored_at)
            figures = (
                f"{half / 60:.1f} min | {last / 60:.1f} min | {made.starts_refused:,} | {made.retries / EVENTS:.1f}"
            )
            print(f"| {kind.title()} | {concurrency:,} | {figures} | {made.most_on_queue:,} | {cost(kind, made):.2f} |")
            if made.left:
                return 1
    print("\nThe table away, an event a minute\n")
    print("| type | hours away | events | by the queue | all stored, after its end | left to a person |")
    print("|---|--:|--:|--:|--:|--:|")
    for kind in KINDS:
        for hours in HOURS_AWAY:
            made = outage(kind, hours)
            late = (max(made.stored_at) - hours * 3600) / 60
            print(f"| {kind.title()} | {hours} | {hours * 60:,} | {made.queued:,} | {late:.0f} min | {made.left} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
