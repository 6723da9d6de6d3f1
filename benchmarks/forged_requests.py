"""100,000 requests that pretend to be Slack's: how many are accepted, and how long each kind takes beside a good one.

Usage: `make bench-forgeries`. The receiver's own code, with its secret and its workspace in memory: what a request
costs before the table, Slack or Step Functions is asked. Good requests alternate with the others: noise hits all alike.
"""

import statistics
import sys
import time
from collections import defaultdict

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


def main() -> int:
    """Send them all and print the table."""
    reader = receiver()
    taken: dict[str, list[float]] = defaultdict(list)
    accepted: dict[str, int] = defaultdict(int)
    for n, (kind, sent) in enumerate(forgeries(NUMBER)):
        for name, request in ((kind, sent), (GOOD, good(n))):
            was_accepted, microseconds = timed(reader, request)
            accepted[name] += was_accepted
            taken[name].append(microseconds)
    print("| request | number | accepted | median, µs | p99, µs |\n|---|--:|--:|--:|--:|")
    for name in sorted(taken, key=lambda each: each != GOOD):
        p99 = statistics.quantiles(taken[name], n=100)[98]
        print(
            f"| {name} | {len(taken[name]):,} | {accepted[name]:,} | {statistics.median(taken[name]):.0f} | {p99:.0f} |"
        )
    forged = sum(number for name, number in accepted.items() if name != GOOD)
    limit = NOISE * statistics.median(taken[GOOD])
    slower = [name for name, times in taken.items() if statistics.median(times) > limit]
    print(f"\naccepted of {NUMBER:,} that are not Slack's: {forged}")
    print(f"slower than a good one: {', '.join(slower) or 'none'}")
    return 1 if forged or slower or accepted[GOOD] != NUMBER else 0


if __name__ == "__main__":
    sys.exit(main())
