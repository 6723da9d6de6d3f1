"""What is lost, stored or notified twice, or in another state than the documents say, in a day full of faults.

Usage: `make faults` (EVENTS, SEED). The definitions of statemachines/ are walked with the engine's JSONata, every state
calls the real handler, and table, Slack, queue and workflow service fail by a fixed seed in simulated time.
"""

import argparse
import os
from contextlib import redirect_stdout
from io import StringIO

from benchmarks.measurement import Measurement, finish
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
    if arguments.events < 1:
        parser.error("EVENTS must be at least 1")
    logger.setLevel("CRITICAL")
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"
    run = FaultRun(drawn_events(arguments.events, arguments.seed), seed=arguments.seed)
    with redirect_stdout(StringIO()):  # a metric prints each hundredth value, also where metrics are disabled
        run.run()
    return finish(measurement(run, results_of(run), arguments.seed))


def measurement(run: FaultRun, results: FaultResults, seed: int) -> Measurement:
    """The figures, and what is wrong by name."""
    messages = run.slack.messages.values()
    rows = {
        "lost": len(results.lost),
        "stored twice": len(results.stored_twice),
        "alerts never sent": len(results.unsent),
        "notified twice": len(results.notified_twice),
        "violations and incidents that differ from the model": len(results.different),
        "poison that left the queue": len(results.poison_lost),
        "other events still on the queue at the end": results.still_queued,
        "posted again because nobody could know that Slack had taken it": len(results.unknown_twice),
        "messages": len(messages),
        "edits of messages": sum(len(message.edits) for message in messages),
        "posts within 0.9 s of another in the channel": run.slack.too_fast,
        "clicks": sum(run.clicks.values()),
    }
    broken = [
        f"{name}: {one}"
        for name in ("lost", "stored_twice", "unsent", "notified_twice", "different", "poison_lost")
        for one in getattr(results, name)[:SHOWN]
    ]
    processed = f"{100 * (1 - results.failures / results.events):.3f} %"
    return Measurement(
        f"{processed} of {results.events:,} events processed",
        {
            "events": results.events,
            "deliveries": results.deliveries,
            "seed": seed,
            "processed": processed,
            "at_least_with_95_percent_confidence": f"{100 * (1 - 3 / results.events):.3f} %",
        },
        {"results": [{"what": name, "number": number} for name, number in rows.items()]},
        broken,
    )


if __name__ == "__main__":
    raise SystemExit(main())
