"""100,000 requests that pretend to be Slack's: how many are accepted, and how long each kind takes beside a good one.

Usage: `make bench-forgeries`. The receiver's own code, with its secret and its workspace in memory: what a request
costs before the table, Slack or Step Functions is asked. Good requests alternate with the others: noise hits all alike.
"""

import statistics
import sys
import time
from collections import defaultdict

from benchmarks.measurement import Measurement, finish
from config_monitor.adapters.slack.receiver import SlackReceiver
from config_monitor.errors import RefusedInteraction
from simulation.forged_requests import Sent, forgeries, good, receiver

NUMBER = 100_000
GOOD = "Slack's own"
NOISE = 1.25


def timed(reader: SlackReceiver, sent: Sent) -> tuple[bool, float]:
    """Whether a request was accepted, and after how many microseconds."""
    began = time.perf_counter_ns()
    try:
        reader.read(sent.path, sent.headers, sent.body)
        accepted = True
    except RefusedInteraction:
        accepted = False
    return accepted, (time.perf_counter_ns() - began) / 1000


def measure() -> Measurement:
    """Send them all."""
    reader = receiver()
    taken: dict[str, list[float]] = defaultdict(list)
    accepted: dict[str, int] = defaultdict(int)
    for n, (kind, sent) in enumerate(forgeries(NUMBER)):
        for name, request in ((kind, sent), (GOOD, good(n))):
            was_accepted, microseconds = timed(reader, request)
            accepted[name] += was_accepted
            taken[name].append(microseconds)
    rows = [
        {
            "request": name,
            "number": len(taken[name]),
            "accepted": accepted[name],
            "median, µs": round(statistics.median(taken[name])),
            "p99, µs": round(statistics.quantiles(taken[name], n=100)[98]),
        }
        for name in sorted(taken, key=lambda each: each != GOOD)
    ]
    forged = sum(number for name, number in accepted.items() if name != GOOD)
    limit = NOISE * statistics.median(taken[GOOD])
    slower = [name for name, times in taken.items() if statistics.median(times) > limit]
    broken = [f"{forged:,} requests that are not Slack's were accepted"] * bool(forged)
    broken += [f"slower than a good one: {', '.join(slower)}"] * bool(slower)
    broken += [f"{NUMBER - accepted[GOOD]:,} of Slack's own were refused"] * (accepted[GOOD] != NUMBER)
    at_most = f"{300 / NUMBER:.3f} %"
    return Measurement(
        f"{forged:,} of {NUMBER:,} accepted",
        {"requests": NUMBER, "accepted": forged, "at_most_with_95_percent_confidence": at_most},
        {"requests": rows},
        broken,
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
