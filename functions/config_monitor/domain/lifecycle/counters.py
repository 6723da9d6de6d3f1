"""Counters by account and region, exact because they change in one transaction with what they count."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable

# Counts are spread over a few items, so that writes about one account seldom wait for each other's transaction.
SHARDS = 8


def counters_key_of(account: str, region: str, name: str) -> str:
    """The sort key of the counters that something belongs to, by its name: `{account}#{region}#{shard}`."""
    return f"{account}#{region}#{zlib.crc32(name.encode()) % SHARDS}"


def changed_counters[T](
    changes: Iterable[tuple[T, T]], key_of: Callable[[T], str], counted_in: Callable[[T], str | None]
) -> dict[str, dict[str, int]]:
    """What to add to each counter when things change from before to after, by sort key of the counters' item.

    Counters that do not change are left out.
    """
    totals: dict[str, Counter[str]] = {}
    for before, after in changes:
        counts = totals.setdefault(key_of(after), Counter())
        for thing, step in ((before, -1), (after, 1)):
            if count := counted_in(thing):
                counts[count] += step
    nonzero = {key: {name: n for name, n in counts.items() if n} for key, counts in totals.items()}
    return {key: counts for key, counts in nonzero.items() if counts}
