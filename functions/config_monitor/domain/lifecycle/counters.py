"""Counters by account and region, exact because they change in one transaction with what they count."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

# Counts are spread over a few items, so that writes about one account seldom wait for each other's transaction.
SHARDS = 8


class CountersKey(NamedTuple):
    """Which counters: those of one account and region, and a shard from 0 to 7."""

    account: str
    region: str
    shard: int


def counters_key_of(account: str, region: str, name: str) -> CountersKey:
    """The counters that something belongs to, by its name."""
    return CountersKey(account, region, zlib.crc32(name.encode()) % SHARDS)


def changed_counters[T](
    changes: Iterable[tuple[T, T]], key_of: Callable[[T], CountersKey], counted_in: Callable[[T], str | None]
) -> dict[CountersKey, dict[str, int]]:
    """What to add to each counter when things change from before to after.

    Counters that do not change are left out.
    """
    totals: dict[CountersKey, Counter[str]] = {}
    for before, after in changes:
        counts = totals.setdefault(key_of(after), Counter())
        for thing, step in ((before, -1), (after, 1)):
            if count := counted_in(thing):
                counts[count] += step
    nonzero = {key: {name: n for name, n in counts.items() if n} for key, counts in totals.items()}
    return {key: counts for key, counts in nonzero.items() if counts}
