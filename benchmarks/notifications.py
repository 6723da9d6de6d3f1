"""Slack messages per 1,000 violations of a storm, beside one message per event, the way notifiers usually do it.

Usage: `make bench-notifications`. 5,000 violations of 40 rules in 50 accounts within ten minutes, from a seeded draw,
go through the real use cases and templates; alerts, rate limiter and Slack are in memory and only waiting moves the
clock, so the figures depend on nothing but the code. Each violation is then looked for, by name or count, in what Slack
has.
"""

import random
import re
import sys
import time
from itertools import pairwise

from simulation.sender import START, World, violation

VIOLATIONS, RULES, ACCOUNTS, MINUTES = 5000, 40, 50, 10


def storm(channels: int, *, threads: bool = True) -> tuple[World, list[str]]:
    """Let the storm happen in so many channels; the world after it and the names of the resources."""
    world, draw = World(threads=threads), random.Random(2026)
    names = []
    next_run = START + 60
    for n in range(VIOLATIONS):
        world.time = START + n * MINUTES * 60 / VIOLATIONS  # each event has a function of its own, which waits alone
        if world.time >= next_run:
            world.deliver()
            next_run += 60
        account = draw.randrange(ACCOUNTS)
        alert = violation(
            n,
            rule=f"rule-{draw.randrange(RULES)}",
            account=str(222222222222 + account),
            channel=f"team-{account % channels}",
        )
        names.append(alert.resource_id or "")
        world.notify(alert)
    world.time = START + MINUTES * 60
    world.minutes(13)
    return world, names


def report(name: str, world: World, names: list[str]) -> bool:
    """Print one line; whether each violation was sent and the rate limit kept."""
    seen = " ".join(str([*post.message.blocks, *post.message.attachments]) for post in world.notifier.posts)
    named = sum(f"`{resource}`" in seen for resource in names)
    counted = sum(int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) more", seen))
    by_channel: dict[str, list[float]] = {}
    for post in world.notifier.posts:
        by_channel.setdefault(world.notifier.rate_limit_key(post.channel), []).append(post.at)
    gap = min(b - a for times in by_channel.values() for a, b in pairwise(sorted(times)))
    per_thousand = len(world.notifier.posts) / len(names) * 1000
    print(
        f"{name:<44}{len(world.notifier.posts):>7} messages{per_thousand:>9.1f} per 1,000"
        f"   named {named}, counted {counted}, smallest gap in a channel {gap:.2f} s"
    )
    return named + counted == len(names) and world.unsent == 0 and gap >= 1


def main() -> int:
    """Run the storm in one and in ten channels, by bot and by webhook."""
    began = time.perf_counter()
    print(f"{VIOLATIONS:,} violations of {RULES} rules in {ACCOUNTS} accounts within {MINUTES} minutes")
    print(f"{'one message per event':<44}{VIOLATIONS:>7} messages{1000:>9.1f} per 1,000   {VIOLATIONS // 60} min long")
    held = [
        report("bot, one channel", *storm(1)),
        report("bot, ten channels", *storm(10)),
        report("webhook, ten channels in one", *storm(10, threads=False)),
    ]
    print(f"each violation named or counted, none faster than one a second: {all(held)}")
    print(f"took {time.perf_counter() - began:.0f} s")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
