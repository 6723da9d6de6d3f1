"""What is lost, doubled or delayed under faults: throttled table calls, repeated deliveries, callers that die.

Usage: `make bench-faults`. PersistEvent's own code runs over the table in memory; faults are drawn from fixed seeds.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from config_monitor.domain.policy import Classified
from simulation.faults import (
    Killed,
    counters_of,
    histories,
    killed_after,
    machine_attempts,
    of_kind,
    persist,
    recount,
    run_machine,
    throttled,
)
from simulation.memory_table import Faulty, MemoryTable

PAIRS = 2000
SHARES = (0.1, 0.3, 0.5, 0.9)


def throttling(events: list[Classified], share: float) -> str:
    """One row: what became of all events while this share of table calls was throttled, and after redrive."""
    table, dead = MemoryTable(), list[Classified]()
    attempts = run_machine(events, Faulty(table, before=throttled(share, random.Random(7))), dead)
    stored = len(of_kind(table, "EVENT"))
    run_machine(dead, table, [])
    after = len(of_kind(table, "EVENT"))
    exact = "exact" if counters_of(table) == recount(table) else "WRONG"
    lost = len(events) - stored - len(dead)
    return f"| {share:.0%} | {stored:,} | {len(dead):,} | {lost} | {after:,} | {attempts / len(events):.2f} | {exact} |"


def repeated(events: list[Classified]) -> str:
    """Each event delivered one to five times by eight workers at once."""
    draw = random.Random(4)
    deliveries = [event for event in events for _ in range(draw.randint(1, 5))]
    draw.shuffle(deliveries)
    table = MemoryTable()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda event: persist(event, table), deliveries))
    rows = len(of_kind(table, "EVENT"))
    exact = "exact" if counters_of(table) == recount(table) else "WRONG"
    return f"{len(deliveries):,} deliveries of {len(events):,} events: {rows:,} rows, counts {exact}"


def killed(events: list[Classified]) -> str:
    """Each event's handler killed after each of its calls, then the event delivered again."""
    points, table = 0, MemoryTable()
    for event in events:
        for call in range(1, 20):
            points += _dies(event, Faulty(table, after=killed_after(call)))
        persist(event, table)
    rows = len(of_kind(table, "EVENT"))
    exact = "exact" if counters_of(table) == recount(table) else "WRONG"
    return f"{points:,} kills during {len(events):,} events: {rows:,} rows, counts {exact}"


def _dies(event: Classified, table: Any) -> bool:
    try:
        persist(event, table)
    except Killed:
        return True
    return False


def main() -> None:
    """Measure and print."""
    events = [event for history in histories(PAIRS) for event in history]
    print(f"PersistEvent is run up to {machine_attempts()} times by its machine; botocore tries each call 6 times\n")
    print("| throttled | stored | on the queue | lost | stored after redrive | runs per event | counts |")
    print("|---|---|---|---|---|---|---|")
    for share in SHARES:
        print(throttling(events, share))
    print(f"\n{repeated(events)}\n{killed(events[:1000])}")


if __name__ == "__main__":
    main()
