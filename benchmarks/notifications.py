"""Slack messages per 1,000 violations of a storm, beside one message per event, the way notifiers usually do it.

Usage: `make bench-notifications`. 5,000 violations of 40 rules in 50 accounts within ten minutes, from a seeded draw,
go through the real use cases and templates; alerts, rate limiter and Slack are in memory and only waiting moves the
clock, so the figures depend on nothing but the code. Each violation is then looked for, by name or count, in what Slack
has.
"""

import random
import re
import sys
from itertools import pairwise

from benchmarks.measurement import Measurement, Row, finish
from simulation.sender import START, World, violation

VIOLATIONS, RULES, ACCOUNTS, MINUTES = 5000, 40, 50, 10
AT_MOST = 40
"""Messages per 1,000 violations."""


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


def row(name: str, world: World, names: list[str]) -> Row:
    """What was sent: messages, who is named or counted in them, and how fast they came."""
    posts = world.notifier.posts
    seen = " ".join(str([*post.message.blocks, *post.message.attachments]) for post in posts)
    by_channel: dict[str, list[float]] = {}
    for post in posts:
        by_channel.setdefault(world.notifier.rate_limit_key(post.channel), []).append(post.at)
    return {
        "sent": name,
        "messages": len(posts),
        "per 1,000 violations": round(len(posts) / len(names) * 1000, 1),
        "named": sum(f"`{resource}`" in seen for resource in names),
        "counted": sum(int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) more", seen)),
        "not sent": world.unsent,
        "smallest gap in a channel, s": round(
            min(b - a for t in by_channel.values() for a, b in pairwise(sorted(t))), 2
        ),
    }


def measure() -> Measurement:
    """Run the storm in one and in ten channels, by bot and by webhook."""
    rows = [
        row("bot, one channel", *storm(1)),
        row("bot, ten channels", *storm(10)),
        row("webhook, ten channels in one", *storm(10, threads=False)),
    ]
    broken = []
    for each in rows:
        if each["named"] + each["counted"] != VIOLATIONS or each["not sent"]:
            broken.append(f"{each['sent']}: not each violation was named or counted")
        if each["smallest gap in a channel, s"] < 1:
            broken.append(f"{each['sent']}: messages of a channel came faster than one a second")
        if each["per 1,000 violations"] > AT_MOST:
            broken.append(f"{each['sent']}: more than {AT_MOST} messages per 1,000 violations")
    one_each = dict.fromkeys(rows[0]) | {
        "sent": "one message per event",
        "messages": VIOLATIONS,
        "per 1,000 violations": 1000.0,
        "named": VIOLATIONS,
        "counted": 0,
    }
    worst = max(each["per 1,000 violations"] for each in rows)
    return Measurement(
        f"{worst} messages per 1,000 violations at most",
        {
            "violations": VIOLATIONS,
            "rules": RULES,
            "accounts": ACCOUNTS,
            "minutes": MINUTES,
            "at_most_per_1000": AT_MOST,
            "minutes_of_one_message_per_event": VIOLATIONS // 60,
        },
        {"storm": [one_each, *rows]},
        broken,
    )


if __name__ == "__main__":
    sys.exit(finish(measure()))
