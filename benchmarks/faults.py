"""What is lost, stored or notified twice, or in another state than the documents say, in a day full of faults.

Usage: `make faults` (EVENTS, SEED). The definitions of statemachines/ are walked with the engine's JSONata, every state
calls the real handler, and table, Slack, queue and workflow service fail by a fixed seed in simulated time.
"""

import argparse
import os
import sys
import time

from config_monitor.observability import logger
from simulation.drawn_events import drawn_events
from simulation.fault_results import FaultResults, results_of
from simulation.fault_run import FaultRun

SHOWN = 10


def main() -> int:
    """Print what came of it; the status is 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--events", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logger.setLevel("CRITICAL")
    sys.excepthook = sys.__excepthook__  # in place of the logger's, which shows nothing now
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"
    began = time.monotonic()
    run = FaultRun(drawn_events(arguments.events, arguments.seed), seed=arguments.seed)
    run.run()
    results = results_of(run)
    print(f"{time.monotonic() - began:.0f} s, seed {arguments.seed}")
    show(run, results)
    return int(results.failures > 0 or bool(results.different))


def show(run: FaultRun, results: FaultResults) -> None:
    """The figures, and what is wrong by name."""
    rate = 100 * (1 - results.failures / results.events)
    print(f"| events, deliveries | {results.events:,}, {results.deliveries:,} |")
    print(f"| lost | {len(results.lost)} |\n| stored twice | {len(results.stored_twice)} |")
    print(f"| alerts not sent | {len(results.unsent)} |\n| notified twice | {len(results.notified_twice)} |")
    print(f"| posted again after an answer that was lost | {len(results.unknown_twice)} |")
    print(f"| violations and incidents that differ | {len(results.different)} |")
    print(f"| poison that left the queue, others still on it | {len(results.poison_lost)}, {results.still_queued} |")
    print(f"| processed | {rate:.3f} %, at least {100 * (1 - 3 / results.events):.3f} % with 95 % confidence |")
    print(
        f"| messages, edits | {len(run.slack.messages):,}, {sum(len(m.edits) for m in run.slack.messages.values()):,} |"
    )
    print(f"| posts within {0.9} s of another in the channel | {run.slack.too_fast} |")
    print(f"| outcomes | {dict(run.outcomes)} |\n| clicks | {dict(run.clicks)} |")
    for name in ("lost", "stored_twice", "unsent", "notified_twice", "unknown_twice", "different", "poison_lost"):
        for one in getattr(results, name)[:SHOWN]:
            print(f"  {name}: {one}")


if __name__ == "__main__":
    raise SystemExit(main())
