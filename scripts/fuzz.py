"""`make fuzz`: bent payloads through a whole hub in memory, and odd answers of Slack, until stopped.

Each fault is shown with its seed.
"""

import argparse
import logging
import traceback
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from random import Random
from time import monotonic

from config_monitor.observability import logger
from simulation.hub import Hub
from simulation.mutations import mutated
from simulation.odd_slack import answers_that_escape

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVENTS_A_HUB = 300
ODD_ROUNDS = 50


def main() -> int:
    """Print what came of the payloads; the status is 1 after a fault."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long; until stopped by default")
    parser.add_argument("--seed", type=int, default=1000, help="the first seed; each hub of 300 events has the next")
    arguments = parser.parse_args()
    logger.setLevel(logging.CRITICAL)
    outcomes, until = Counter[str](), monotonic() + arguments.seconds
    try:
        for seed in count(arguments.seed):
            if monotonic() >= until:
                break
            outcomes.update(_one_hub(seed))
            print(f"seed {seed}: {dict(outcomes)}", flush=True)
    except KeyboardInterrupt:
        print("stopped")
    return int(outcomes["fault"] > 0)


def _one_hub(seed: int) -> Counter[str]:
    """What came of the payloads of one seed, in a hub of their own, and of reading it afterwards."""
    random, hub, outcomes = Random(seed), Hub(NOW), Counter[str]()  # noqa: S311 - seeded draws, not secrets
    for number in range(EVENTS_A_HUB):
        try:
            outcomes[hub.process(mutated(random, NOW))] += 1
        except Exception:
            outcomes["fault"] += 1
            print(f"seed {seed}, event {number}:\n{traceback.format_exc(limit=-6)[:4000]}", flush=True)
    for step in (hub.minute, hub.read, hub.report):
        try:
            step()
        except Exception:
            outcomes["fault"] += 1
            print(f"seed {seed}, {step.__name__}:\n{traceback.format_exc(limit=-6)[:4000]}", flush=True)
    escaped = answers_that_escape(seed, ODD_ROUNDS)
    print("\n".join(escaped), end="", flush=True)
    outcomes.update({"fault": len(escaped), "odd answers of Slack": ODD_ROUNDS * 9})
    return outcomes


if __name__ == "__main__":
    raise SystemExit(main())
