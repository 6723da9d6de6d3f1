"""Live counts by account and region, exact because they change in one transaction with the violations."""

import zlib
from collections import Counter
from collections.abc import Iterable

from config_monitor.domain.compliance.violation import Violation, ViolationKey

# Counts are spread over a few items, so that violations of one account seldom wait for each other's transaction.
SHARDS = 8


def counters_key(key: ViolationKey) -> str:
    """The sort key of the counts that a violation belongs to: `{account}#{region}#{shard}`."""
    shard = zlib.crc32(f"{key.rule_name}#{key.resource_type}#{key.resource_id}".encode()) % SHARDS
    return f"{key.account}#{key.region}#{shard}"


def counted_in(violation: Violation) -> str | None:
    """Which count a violation is in: `compliant`, `excepted`, `open_0` to `open_5` by severity, or none."""
    match violation.counted:
        case "nothing":
            return None
        case "non_compliant":
            return f"open_{int(violation.severity)}"
        case counted:
            return counted


def counter_changes(changes: Iterable[tuple[Violation, Violation]]) -> dict[str, dict[str, int]]:
    """By sort key, what to add to each count when violations go from before to after; counts that stay are left out."""
    totals: dict[str, Counter[str]] = {}
    for before, after in changes:
        counts = totals.setdefault(counters_key(after.key), Counter())
        for violation, step in ((before, -1), (after, 1)):
            if count := counted_in(violation):
                counts[count] += step
    nonzero = {key: {name: n for name, n in counts.items() if n} for key, counts in totals.items()}
    return {key: counts for key, counts in nonzero.items() if counts}
